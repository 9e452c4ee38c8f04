/** The largest of many counts. */

/** Indices of the largest counts above 0, at most `most`, the largest first and equal ones as they come. */
export function topOf(size: number, most: number, countOf: (index: number) => number): number[] {
  let found: number[] = [];
  let least = 0;
  const cut = () => {
    found = found.sort((a, b) => countOf(b) - countOf(a) || a - b).slice(0, most);
    if (found.length === most) least = countOf(found.at(-1) ?? 0);
  };
  for (let index = 0; index < size; index++) {
    if (countOf(index) <= least) continue;
    found.push(index);
    if (found.length >= most * 8) cut();
  }
  cut();
  return found;
}
