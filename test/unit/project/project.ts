/** The project's own files, as the tests about it read them. */
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../host/paths';

/** The parts of package.json that tests look at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly engines: { readonly vscode: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  /** Packages whose scripts are run when they are installed. */
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly contributes: {
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings: readonly { readonly command: string; readonly when?: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly default: unknown; readonly scope: string }>>;
    };
  };
}

export interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

/** Files below folders whose names end in one of the endings: paths from the root, with slashes, sorted. */
export function filesUnder(folders: readonly string[], endings: readonly string[]): readonly string[] {
  return folders
    .flatMap((folder) =>
      fs
        .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .map((file) => path.posix.join(folder, file.split(path.sep).join('/'))),
    )
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .sort();
}

/** The text of a file of the project. */
export function textOf(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

/** Size of a file of the project in bytes. */
export function sizeOf(file: string): number {
  return fs.statSync(path.join(ROOT, file)).size;
}

export function manifest(): Manifest {
  return JSON.parse(textOf('package.json')) as Manifest;
}

/** The texts that package.json names by `%key%`. */
export function manifestTexts(): Readonly<Record<string, string>> {
  return JSON.parse(textOf('package.nls.json')) as Record<string, string>;
}
