/** A client of which some methods are replaced. */
import type { MailgunApi } from '../../mailgun/api';

/** The same client with other methods in place of its own; the rest goes through to it. */
export function withMethods(api: MailgunApi, methods: Partial<Pick<MailgunApi, 'find' | 'listPage'>>): MailgunApi {
  return new Proxy(api, {
    get: (target, name): unknown => {
      const own: unknown = Reflect.get(methods, name);
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (...args: unknown[]): unknown => Reflect.apply(value, target, args) : value;
    },
  });
}
