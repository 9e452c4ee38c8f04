/** The simple dialogs for files, which stand in the quick input. */
import type { QuickInput } from './quickInput';
import { until } from './until';

export class FileDialog {
  constructor(private readonly quickInput: QuickInput) {}

  /** Waits until a dialog asks for a file or folder; the result is the path it suggests. */
  async waitFor(title?: string | RegExp): Promise<string> {
    if (title !== undefined) await this.quickInput.waitFor({ title });
    await this.quickInput.waitFor({ value: /^([a-z]:)?[/\\]/i });
    return this.quickInput.value();
  }

  /** Types a path and accepts it; what exists is overwritten. Waits until the dialog is gone. */
  async choose(file: string, title?: string | RegExp): Promise<void> {
    await this.waitFor(title);
    const asked = await until('a title', async () => (await this.quickInput.title()) || undefined);
    const answered = new Set<string>();
    await until(`${file} accepted`, async () => {
      if (!(await this.quickInput.isOpen())) return true;
      const question = await this.quickInput.title();
      // It asks in its own title whether to overwrite.
      if (question !== asked && !question.includes('already exists')) return true;
      const value = await this.quickInput.value();
      if (!value.startsWith(file)) {
        // Not typed yet, or before the dialog suggested something.
        await this.quickInput.type(file);
        return false;
      }
      // It goes into a folder before it takes it.
      const state = `${question}\n${value}`;
      if (!answered.has(state)) await this.quickInput.pressOk();
      answered.add(state);
      return false;
    });
  }
}
