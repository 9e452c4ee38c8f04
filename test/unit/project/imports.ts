/** Who imports whom, read from the syntax of the source files. */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from '../../host/paths';
import { textOf } from './project';

/** `type` leaves no trace in the bundle; `dynamic` is read when it is first asked for. */
export type ImportKind = 'static' | 'dynamic' | 'type';

export interface Import {
  readonly from: string;
  /** A file of the project, or the name of a package. */
  readonly to: string;
  readonly inside: boolean;
  readonly kind: ImportKind;
}

/** The syntax tree of a file of the project. */
export function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
}

/** Calls `visit` for a node and all below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

const known = new Map<string, readonly Import[]>();

/** Everything a file imports, in whatever form. Throws when a relative import leads nowhere. */
export function importsOf(from: string): readonly Import[] {
  const found = known.get(from) ?? readImports(from);
  known.set(from, found);
  return found;
}

/** Everything a file needs, directly or not: files and packages. */
export function closureOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
  for (const { to, inside } of importsOf(file)) {
    if (seen.has(to)) continue;
    seen.add(to);
    if (inside) closureOf(to, seen);
  }
  return seen;
}

function readImports(from: string): readonly Import[] {
  const found: Import[] = [];
  walk(parse(from), (node) => {
    const link = linkOf(node);
    if (link === undefined) return;
    const inside = link.name.startsWith('.');
    found.push({ from, to: inside ? resolve(from, link.name) : link.name, inside, kind: link.kind });
  });
  return found;
}

function linkOf(node: ts.Node): { name: string; kind: ImportKind } | undefined {
  if (ts.isImportDeclaration(node)) {
    const kind = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type' : 'static';
    return named(node.moduleSpecifier, kind);
  }
  if (ts.isExportDeclaration(node)) return named(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'static');
  if (ts.isImportTypeNode(node))
    return named(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, 'type');
  if (!ts.isCallExpression(node)) return undefined;
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return named(node.arguments[0], 'dynamic');
  const requires = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  return requires ? named(node.arguments[0], 'static') : undefined;
}

function named(node: ts.Node | undefined, kind: ImportKind): { name: string; kind: ImportKind } | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? { name: node.text, kind } : undefined;
}

function resolve(from: string, name: string): string {
  const target = path.posix.join(path.posix.dirname(from), name);
  const file = [`${target}.ts`, `${target}/index.ts`].find((candidate) => fs.existsSync(path.join(ROOT, candidate)));
  if (file === undefined) throw new Error(`${from} imports ${name}, which is not there.`);
  return file;
}
