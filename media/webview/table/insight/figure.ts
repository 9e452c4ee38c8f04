/** One picture with its title, its buttons and its other form, a table. */
import type { TemplateResult } from 'lit-html';
import { html, nothing } from 'lit-html';
import { type IconName, icon } from '../../lib/icons';
import { bars } from './bars';
import { columns } from './columns';
import { isNarrowed } from '../../../../src/views/insightFilter';
import type { Drawing } from './view';
import { line, number, rows, summary, title } from '../../../../src/views/insightWords';

export function figure(drawing: Drawing): TemplateResult {
  const { picture, asTable, filter } = drawing;
  const { id } = picture;
  const words = summary(picture);
  return html`<figure class="picture ${id}" data-picture=${id}>
    <div class="picture-head">
      <h3>${title(picture)}</h3>
      ${
        isNarrowed(picture, filter)
          ? html`<button class="link" aria-label="Show all: ${title(picture)}" @click=${drawing.widen}>
              Show all
            </button>`
          : nothing
      }
      <span class="spacer"></span>
      ${tool(asTable ? 'graph' : 'table', asTable ? 'Show as Picture' : 'Show as Table', picture, drawing.toggleTable)}
      ${asTable ? nothing : tool('file-media', 'Copy as Image', picture, drawing.copyImage)}
      ${tool('copy', 'Copy as CSV', picture, drawing.copyCsv)}
    </div>
    <div class="painted">${asTable ? table(drawing) : id === 'time' ? columns(drawing) : bars(drawing)}</div>
    <figcaption>
      <span class="visually-hidden" id="summary-${id}">${words}</span>
      <span class="remark" aria-hidden="true">${drawing.remark ?? words}</span>
    </figcaption>
  </figure>`;
}

function tool(name: IconName, label: string, picture: Drawing['picture'], act: (event: Event) => void): TemplateResult {
  return html`<button class="quiet tool" title=${label} aria-label="${label}: ${title(picture)}" @click=${act}>
    ${icon(name)}
  </button>`;
}

function table({ picture }: Drawing): TemplateResult {
  const { head, rows: all } = rows(picture);
  return html`<div class="numbers" role="group" tabindex="0" aria-label="${title(picture)}, as a table">
    <table>
      <thead>
        <tr>
          ${head.map((heading) => html`<th scope="col">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${all.map(
          ({ cells: [label = '', ...more], count }) =>
            html`<tr>
              <th scope="row"><bdi>${line(label)}</bdi></th>
              ${more.map((cell) => html`<td><bdi>${line(cell)}</bdi></td>`)}
              <td class="count">${number(count)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
