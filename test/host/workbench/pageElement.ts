/** What tests read of an element inside the browser, where the types of a page are not those of the tests. */
export interface PageElement {
  readonly textContent: string | null;
  readonly innerText: string;
  readonly className: string;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): { readonly top: number; readonly bottom: number };
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  closest(selector: string): PageElement | null;
}
