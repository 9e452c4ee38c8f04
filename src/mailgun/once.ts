/** What `make` gives, made when it is first asked for: a window that never asks does not pay for it. */
export function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined;
  return () => (made ??= { it: make() }).it;
}
