/** Keys among the bars of a picture: it is one stop of the Tab key, arrows go from bar to bar. */

/** Handles a key on a bar; what it does not know is left alone. */
export function onBarKey(event: KeyboardEvent): void {
  const { currentTarget: list, target, key } = event;
  if (!(list instanceof Element) || !(target instanceof Element)) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const bars = [...list.querySelectorAll<HTMLElement | SVGElement>('[role="option"]')];
  const index = bars.findIndex((bar) => bar === target);
  const goal = destination(key, index, bars.length);
  if (goal !== undefined) bars[goal]?.focus();
  else if (key === 'Enter' || key === ' ') target.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function destination(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return Math.min(index + 1, count - 1);
    case 'ArrowUp':
    case 'ArrowLeft':
      return Math.max(index - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
