/** Filter expressions of the events API: `a OR b`, `NOT a`, `"x y"`, `>n`. Source: Mailgun documentation, "Events", filter expression. */

/** Whether a value, or one of several, fits an expression. */
export function fitsExpression(expression: string, values: readonly string[]): boolean {
  return splitOr(expression).some((part) => fitsPart(part, values));
}

function fitsPart(part: string, values: readonly string[]): boolean {
  const negated = /^NOT\s+(.*)$/s.exec(part)?.[1];
  if (negated !== undefined) return !fitsPart(negated, values);
  const bound = /^([<>])\s*(\d+)$/.exec(part);
  if (bound) {
    const limit = Number(bound[2]);
    return values.some((value) => (bound[1] === '>' ? Number(value) > limit : Number(value) < limit));
  }
  const isQuoted = part.startsWith('"');
  const wanted = (isQuoted ? part.slice(1, -1).replace(/\\(.)/gs, '$1') : part).toLowerCase();
  return values.some((value) => value.toLowerCase() === wanted);
}

/** The alternatives, in which an `OR` inside quotes is none. */
function splitOr(expression: string): string[] {
  const bare = /^\s*\(([^()"]*)\)\s*$/.exec(expression)?.[1] ?? expression;
  const words = bare.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/gs) ?? [];
  const parts: string[] = [''];
  for (const word of words) {
    if (word === 'OR') parts.push('');
    else parts.push([parts.pop() ?? '', word].filter((piece) => piece !== '').join(' '));
  }
  return parts;
}
