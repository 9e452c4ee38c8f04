/** The import as it runs, its report, and an import that was interrupted. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import {
  destination,
  failureText,
  interruptedText,
  moreText,
  reportFacts,
  reportTitle,
  stoppedText,
  tookText,
  uploadText,
} from '../../../src/views/importReportWords';
import type { InterruptedImport } from '../../../src/views/importSession';
import type { ImportReport } from '../../../src/views/importTypes';
import { byListText, fileName, noticeText, number, progressText, share } from '../../../src/views/importWords';
import { visibleLine } from '../../../src/views/plainText';
import { banner, cell, figures, LINE, progressBar, table } from './parts';
import { LANDING, type View } from './view';

export function running(view: View): TemplateResult {
  const { state, actions, now } = view;
  const { progress, notice, stopping } = state;
  const text = progressText(state);
  return html`<main aria-busy="true">
    ${heading(view, html`Importing <bdi>${visibleLine(fileName(state.file))}</bdi>`, false)}
    <section aria-label="Progress">
      ${progressBar('Import', progress?.phase === 'watching' ? undefined : share(progress?.done, progress?.total), text)}
      <p class="progress-text">${text}</p>
      <p class="muted notice">${notice === undefined || stopping ? nothing : noticeText(notice, now)}</p>
      <p class="buttons">
        <button
          class="secondary"
          id="stop"
          aria-disabled=${stopping}
          @click=${() => (stopping ? undefined : actions.cancel())}
        >
          Cancel
        </button>
      </p>
      <p class="muted">
        The import goes on while this tab is hidden.
        ${state.jobId === undefined ? 'Closing the tab cancels it.' : 'Closing the tab cancels it; it can be resumed later.'}
      </p>
    </section>
  </main>`;
}

export function report(view: View, report: ImportReport): TemplateResult {
  const { state, actions } = view;
  const lists = byListText(report.byList);
  const resumable = state.jobId !== undefined && report.state !== 'done';
  return html`<main>
    ${heading(view, reportTitle(report))}
    ${report.state === 'failed' ? banner('error', html`<p>${cell(failureText(report))}</p>`) : nothing} ${problem(view)}
    <section aria-label="Numbers">
      ${figures(reportFacts(report))}
      <p class="muted">${tookText(report)} ${lists === '' ? nothing : html`Sent: ${lists}.`}</p>
    </section>
    ${report.upload === undefined ? nothing : banner(report.upload.visible ? 'info' : 'warning', html`<p>${uploadText(report.upload)}</p>`)}
    ${rejected(view, report)}
    ${
      resumable
        ? html`<section aria-labelledby="unfinished">
            <h2 id="unfinished">Not finished</h2>
            <p>Resuming sends only what was not acknowledged yet.</p>
            ${resumeOrDiscard(view)}
          </section>`
        : html`<p class="buttons">
            <button class="secondary" @click=${() => actions.again()}>Preview the File Again</button>
          </p>`
    }
  </main>`;
}

function rejected({ actions }: View, { rejected, firstRejected, rejectedFile }: ImportReport): unknown {
  if (rejected === 0) return nothing;
  const more = moreText(rejected, firstRejected.length);
  return html`<section aria-labelledby="rejected">
    <h2 id="rejected">Rejected rows</h2>
    ${
      rejectedFile === undefined
        ? nothing
        : html`<div class="line">
            <p>
              All of them, with line and reason, ready to be corrected and imported:
              <bdi class="mono">${visibleLine(rejectedFile)}</bdi>
            </p>
            <button class="secondary" @click=${() => actions.openFile('rejected')}>Open Rejected Rows</button>
          </div>`
    }
    ${
      firstRejected.length === 0
        ? nothing
        : table({
            label: 'Rejected rows',
            head: [LINE, ['Address or row', 'text'], ['Reason', 'text']],
            rows: firstRejected.map(({ line, address, reason }) => [number(line), cell(address), cell(reason)]),
          })
    }
    ${more === undefined ? nothing : html`<p class="muted">${more}</p>`}
  </section>`;
}

export function interrupted(view: View, job: InterruptedImport | undefined): TemplateResult {
  return html`<main aria-busy=${job === undefined}>
    ${heading(view, 'Import interrupted')} ${problem(view)}
    ${
      job === undefined
        ? html`<p>Looking for what was done before…</p>`
        : html`<section aria-label="Progress">
            ${progressBar('Import', share(job.done, job.total) ?? 0, interruptedText(job))}
            <p class="progress-text">${interruptedText(job)}</p>
            <p>
              The import of
              <bdi>${visibleLine(fileName(job.file))}</bdi>${stoppedText(job)}
              ${job.obstacle === undefined ? 'Resuming sends only what was not acknowledged yet.' : nothing}
            </p>
            ${job.obstacle === undefined ? nothing : banner('warning', html`<p>${cell(job.obstacle)}</p>`)}
            ${resumeOrDiscard(view, job.obstacle === undefined)}
          </section>`
    }
  </main>`;
}

export function over(view: View): TemplateResult {
  const { state, actions } = view;
  return html`<main class="empty">
    <h1 id=${LANDING} tabindex="-1">Nothing to go on with</h1>
    <p>${cell(state.message ?? '')}</p>
    ${state.file === '' ? nothing : html`<button class="primary" @click=${() => actions.again()}>Preview the File Again</button>`}
  </main>`;
}

function resumeOrDiscard({ actions }: View, resumable = true): TemplateResult {
  return html`<p class="buttons">
    ${resumable ? html`<button class="primary" @click=${() => actions.resume()}>Resume</button>` : nothing}
    <button class="secondary" @click=${() => actions.discard()}>Discard</button>
  </p>`;
}

/** @param named whether the file is named below the title, because the title does not */
function heading({ state }: View, title: unknown, named = true): TemplateResult {
  const where = destination(state);
  const account = state.target?.accountName ?? '';
  return html`<header>
    <h1 id=${LANDING} tabindex="-1">${title}</h1>
    <p class="muted">
      ${named ? html`<bdi>${visibleLine(fileName(state.file))}</bdi>` : nothing}
      ${named && where !== '' ? html`<span class="dot">→</span>` : nothing} <bdi>${visibleLine(where)}</bdi>
      ${account === '' ? nothing : html`<span class="dot">·</span> <bdi>${visibleLine(account)}</bdi>`}
    </p>
  </header>`;
}

function problem({ state }: View): unknown {
  return state.problem === undefined ? nothing : banner('error', html`<p>${cell(state.problem)}</p>`);
}
