/** What is for looking at entries: a bundle of its own, read when the first of these commands runs. */
import { EVENTS_VIEW, MATRIX_VIEW } from '../../ids';
import type { CommandServices } from '../commandServices';
import type { Inspect } from '../late';
import { checkAddressesCommands, Matrices } from './checkAddresses';
import { curlCommands } from './curl';
import { eventCommands, EventPanels } from './events';
import { panelCommands } from './openInMailgun';
import { watchOtherWindows } from './otherWindows';
import { tableCommands } from './openTable';
import { selectionCommands } from './selection';
import { Stories } from './stories';
import { Tables } from './tables';

/** Makes the commands. */
export function createInspect(services: CommandServices): Inspect {
  const tables = new Tables(services);
  const matrices = new Matrices(services);
  const events = new EventPanels(services);
  void watchOtherWindows(services, (lists) => {
    tables.changedElsewhere(lists);
    matrices.changedElsewhere(lists);
  });
  return {
    handlers: {
      ...checkAddressesCommands(matrices, services),
      ...curlCommands(services),
      ...eventCommands(events, services),
      ...panelCommands(services),
      ...selectionCommands(services),
      ...tableCommands(tables, services),
    },
    restore: (panel, stored) => {
      if (panel.viewType === MATRIX_VIEW) return matrices.restore(panel, stored);
      return panel.viewType === EVENTS_VIEW ? events.restore(panel, stored) : tables.restore(panel, stored);
    },
    stories: new Stories(services),
  };
}
