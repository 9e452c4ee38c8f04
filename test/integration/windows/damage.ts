/** Ways in which stored state can be damaged, generated from what is really stored. */
import fc from 'fast-check';

type Path = readonly string[];

/** What may stand where something else should. */
const ODD: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', 'text', '__proto__', 'constructor', NaN, Infinity, -1, 1e308, -1e308),
  fc.constantFrom<unknown>([], {}, [[]], [null], { accounts: {} }, { length: 3 }),
  // Own properties with names of Object's.
  fc.constant(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1}')),
  fc.constantFrom<unknown>(
    'x'.repeat(300_000),
    Array.from({ length: 2000 }, (_, index) => ({ id: index })),
  ),
  fc.constant(nested(500)),
);

/** How one place is damaged. */
const HOW = fc.oneof(
  { weight: 4, arbitrary: ODD.map((odd) => () => odd) },
  { weight: 2, arbitrary: fc.constant(() => undefined) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }).map((part) => (was: unknown) => cut(was, part)) },
  { weight: 1, arbitrary: fc.constant((was: unknown) => (isObject(was) ? (Object.values(was) as unknown[]) : [was])) },
  { weight: 1, arbitrary: fc.constant((was: unknown) => (Array.isArray(was) ? { ...(was as unknown[]) } : { was })) },
);

/** `real` with one to three of its places damaged; the whole is one of its places. */
export function damaged(real: unknown): fc.Arbitrary<unknown> {
  const places = pathsOf(real);
  const change = fc.tuple(fc.constantFrom(...places), HOW);
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce<unknown>((value, [path, how]) => replaced(value, path, how), real));
}

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (!isObject(value)) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: Path, how: (was: unknown) => unknown): unknown {
  if (key === undefined) return how(value);
  if (!isObject(value) || !Object.hasOwn(value, key)) return value;
  const made = replaced(Reflect.get(value, key), rest, how);
  if (Array.isArray(value)) return value.map((item: unknown, index) => (String(index) === key ? made : item));
  return { ...value, [key]: made };
}

/** The text of a value as it is when its end is missing. */
function cut(was: unknown, part: number): string {
  const text = JSON.stringify(was ?? null);
  return text.slice(0, Math.floor(text.length * part));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)];
}
