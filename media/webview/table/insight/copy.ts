/** Takes a picture out of the page: as an image, or as numbers. */
import type { Picture } from '../../../../src/views/tableMessages';
import { paint } from './paint';
import type { Seam } from './seam';
import { csv, title } from '../../../../src/views/insightWords';

/** Puts the drawn picture on the clipboard, or where that is refused has it saved. Resolves to what happened, in words; rejects when nothing did. */
export async function copyImage(seam: Seam, picture: Picture, drawn: Element, about: string): Promise<string> {
  const png = toPng(paint(drawn, [title(picture), about].filter(Boolean)));
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    return 'Copied as an image.';
  } catch {
    // A browser may keep the clipboard to itself.
    const saved = await seam.savePicture({ name: `${fileName(title(picture))}.png`, png: await base64(await png) });
    return saved ? 'Saved as an image.' : '';
  }
}

/** Puts the numbers on the clipboard; resolves to what happened, in words. */
export async function copyCsv(seam: Seam, picture: Picture): Promise<string> {
  await seam.copyText(csv(picture));
  return 'Copied as CSV.';
}

function toPng(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('The picture could not be made.')) : resolve(blob)),
      'image/png',
    ),
  );
}

function base64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const { result } = reader;
      resolve(typeof result === 'string' ? result.slice(result.indexOf(',') + 1) : '');
    };
    reader.onerror = () => reject(new Error('The picture could not be read.'));
    reader.readAsDataURL(blob);
  });
}

function fileName(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
