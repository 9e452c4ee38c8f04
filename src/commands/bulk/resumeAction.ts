/** The button that goes on with what was not finished. */
import * as vscode from 'vscode';
import { commandId } from '../../ids';
import type { NotifyAction } from '../../ui/ask';

export function resumeAction(jobId: string): NotifyAction {
  return {
    label: vscode.l10n.t('Resume'),
    run: () => vscode.commands.executeCommand(commandId('resumeJob'), { jobId }),
  };
}
