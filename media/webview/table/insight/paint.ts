/**
 * Draws what an element shows (bars, lines, text) on a canvas, in the colours and fonts it has on the page. Done by hand, since an image
 * of an SVG would have to be loaded, which the page's policy does not allow.
 */

/** Pixels of the image for each of the page, and room round it, in pixels of the page. */
const SCALE = 2;
const ROOM = 12;
const GAP = 6;

/** @param captions lines above the picture, the first one set as a title */
export function paint(element: Element, captions: readonly string[]): HTMLCanvasElement {
  const frame = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const lineHeight = Number.parseFloat(style.fontSize) * 1.5;
  const head = captions.length * lineHeight + GAP;
  const width = frame.width + 2 * ROOM;
  const height = frame.height + head + 2 * ROOM;
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * SCALE);
  canvas.height = Math.ceil(height * SCALE);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The picture could not be drawn.');
  context.fillStyle = background(element);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(SCALE, SCALE);
  context.textBaseline = 'middle';
  captions.forEach((caption, index) => {
    context.font = `${index === 0 ? '600 ' : ''}${style.fontSize} ${style.fontFamily}`;
    context.fillStyle = style.color;
    context.fillText(cut(context, caption, frame.width), ROOM, ROOM + (index + 0.5) * lineHeight);
  });
  context.translate(ROOM - frame.left, ROOM + head - frame.top);
  drawAll(context, element);
  return canvas;
}

/** The first colour behind an element that covers what is below it. */
function background(element: Element): string {
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (!isClear(backgroundColor)) return backgroundColor;
  }
  return 'Canvas';
}

function isClear(color: string): boolean {
  return color === 'none' || color === 'transparent' || /^rgba\(.*, 0\)$/.test(color);
}

function drawAll(context: CanvasRenderingContext2D, root: Element): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof SVGRectElement || node instanceof SVGLineElement) drawShape(context, node);
    else if (node instanceof HTMLLIElement) drawBorder(context, node);
    else if (node instanceof Text) drawText(context, node);
  }
}

function drawShape(context: CanvasRenderingContext2D, shape: SVGElement): void {
  const { fill, stroke, strokeWidth } = getComputedStyle(shape);
  const { left, top, width, height } = shape.getBoundingClientRect();
  if (shape instanceof SVGRectElement && !isClear(fill)) {
    context.fillStyle = fill;
    context.fillRect(left, top, width, height);
  }
  if (isClear(stroke)) return;
  context.strokeStyle = stroke;
  context.lineWidth = Number.parseFloat(strokeWidth);
  context.strokeRect(left, top, width, height);
}

function drawBorder(context: CanvasRenderingContext2D, item: HTMLElement): void {
  const { borderTopStyle, borderTopColor, borderTopWidth } = getComputedStyle(item);
  if (borderTopStyle === 'none' || isClear(borderTopColor)) return;
  const { left, top, width, height } = item.getBoundingClientRect();
  context.strokeStyle = borderTopColor;
  context.lineWidth = Number.parseFloat(borderTopWidth);
  context.strokeRect(left, top, width, height);
}

function drawText(context: CanvasRenderingContext2D, node: Text): void {
  const parent = node.parentElement;
  const text = node.data.trim();
  if (parent === null || text === '' || parent instanceof SVGTitleElement) return;
  const style = getComputedStyle(parent);
  const range = document.createRange();
  range.selectNodeContents(node);
  const place = range.getBoundingClientRect();
  if (place.width === 0 || style.visibility === 'hidden') return;
  const html = parent instanceof HTMLElement;
  const room = html ? parent.getBoundingClientRect().right - place.left : place.width + 1;
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.fillStyle = html ? style.color : style.fill;
  context.fillText(cut(context, text, room + 1), place.left, place.top + place.height / 2);
}

/** The text, or as much of it as there is room for. */
function cut(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let end = text.length;
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > room) end--;
  return `${text.slice(0, end).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
