/** VS Code reads links and icons into the texts that it shows; what a server or a file wrote must stay text. */

/** A text for notifications and input boxes, in which `[label](command:…)` is not a link. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** A text for labels of pick items, in which `$(name)` is not an icon. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}
