/** *Show Recent Events*: what happened to the mail of an address, in a panel. */
import * as vscode from 'vscode';
import { sameAddress } from '../../core/addresses';
import type { DomainRef, EntryRef } from '../../core/refs';
import { errorText } from '../../core/errorText';
import { earlierEvents, newestEvents, standingEntries } from '../../core/inspect/recentEvents';
import { commandId } from '../../ids';
import { UserError } from '../../ui/userError';
import type { EventsPorts } from '../../views/eventsDriver';
import { EventsPanel, storedEvents, type EventsActions, type EventsPanelDeps } from '../../views/eventsPanel';
import type { EventsRef, EventsState } from '../../views/eventsState';
import type { CommandServices } from '../commandServices';
import type { Call, Handlers } from '../run';
import { recipientOf } from './recipient';

/** The open panels of recent events, one for each address on each domain. */
export class EventPanels {
  readonly #panels = new Map<string, { readonly ref: EventsRef; readonly panel: EventsPanel }>();

  constructor(private readonly services: CommandServices) {
    services.changes.subscribe({
      changed: (items) => this.#standAgain((ref) => items.some((item) => isAbout(item, ref))),
      listsChanged: (lists) => this.#standAgain((ref) => lists.some((list) => isSameDomain(list, ref))),
    });
  }

  /** Shows a panel, and reads what it shows. Resolves when that is there, or why not. */
  async show(ref: EventsRef): Promise<EventsState> {
    const known = this.#panels.get(keyOf(ref))?.panel;
    known?.reveal();
    const panel = known ?? this.#keep(ref, EventsPanel.open(ref, this.#deps(ref)));
    return panel.read();
  }

  /** Takes over a panel that VS Code kept across a reload. */
  restore(panel: vscode.WebviewPanel, stored: unknown): void {
    const ref = storedEvents(stored);
    if (ref === undefined || this.#panels.has(keyOf(ref))) {
      panel.dispose();
      return;
    }
    void this.#keep(ref, EventsPanel.adopt(panel, ref, this.#deps(ref))).read();
  }

  #keep(ref: EventsRef, panel: EventsPanel): EventsPanel {
    this.#panels.set(keyOf(ref), { ref, panel });
    return panel;
  }

  /** Entries came or went: where the addresses stand that these are about is read again. */
  #standAgain(isConcerned: (ref: EventsRef) => boolean): void {
    for (const { ref, panel } of this.#panels.values()) if (isConcerned(ref)) void panel.standAgain();
  }

  #deps(ref: EventsRef): EventsPanelDeps {
    const { accounts, extensionUri, log } = this.services;
    return {
      extensionUri,
      log,
      account: accounts.get(ref.accountId)?.name ?? ref.accountId,
      ports: this.#ports(ref),
      actions: this.#actions(ref),
      onClosed: () => this.#panels.delete(keyOf(ref)),
    };
  }

  #ports(ref: EventsRef): Omit<EventsPorts, 'onChange'> {
    const { clients, log } = this.services;
    const api = () => clients.get(ref.accountId);
    return {
      newest: async (call) => newestEvents(await api(), ref, Date.now(), call),
      earlier: async (period, cursor, call) => earlierEvents(await api(), ref, period, cursor, call),
      standing: async (call) => standingEntries(await api(), ref, call),
      explain: (error) => {
        log.error('Recent events could not be read.', error);
        const { reason, nextStep } = errorText(error);
        return { message: reason, nextStep };
      },
    };
  }

  #actions(ref: EventsRef): EventsActions {
    const { services } = this;
    const { accountId, domain, address } = ref;
    return {
      copyJson: async (events) => {
        await vscode.env.clipboard.writeText(`${JSON.stringify(events.map(dated), undefined, 2)}\n`);
        services.say(
          events.length === 1 ? vscode.l10n.t('Copied 1 event') : vscode.l10n.t('Copied {0} events', events.length),
        );
      },
      copyCurl: () => vscode.commands.executeCommand(commandId('copyAsCurl'), { ...ref, events: true }),
      showDetails: (list) =>
        vscode.commands.executeCommand(commandId('showDetails'), { accountId, domain, list, address }),
      checkAddress: () => vscode.commands.executeCommand(commandId('checkAddress'), { addresses: [address] }),
    };
  }
}

export function eventCommands(panels: EventPanels, services: CommandServices): Pick<Handlers, 'showEvents'> {
  return {
    showEvents: async (call: Call<'showEvents'>) => {
      const { events, hasMore, failure } = await panels.show(await recipientOf(call, services));
      // The panel says it to whoever looks at it.
      if (failure !== undefined && call.byArguments) {
        throw new UserError(failure.message, { nextStep: failure.nextStep });
      }
      return { events: events.length, hasMore };
    },
  };
}

function keyOf({ accountId, domain, address }: EventsRef): string {
  return JSON.stringify([accountId, domain, address.toLowerCase()]);
}

function isSameDomain(one: DomainRef, { accountId, domain }: EventsRef): boolean {
  return one.accountId === accountId && one.domain.toLowerCase() === domain.toLowerCase();
}

function isAbout(entry: EntryRef, ref: EventsRef): boolean {
  return isSameDomain(entry, ref) && sameAddress(entry.address, ref.address);
}

/** With the time as people write it. */
function dated<T extends { readonly at: number }>({ at, ...event }: T): object {
  return { at: new Date(at).toISOString(), ...event };
}
