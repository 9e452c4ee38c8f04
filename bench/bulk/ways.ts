/** Every way by its name. Each is loaded alone, so that what it loads is idle before it is measured. */
import type { Way } from './way';

export const WAYS = {
  exportOurs: async () => (await import('./ours/export')).exportOurs,
  exportPlain: async () => (await import('./plain')).exportPlainly,
  exportOfficial: async () => (await import('./official')).exportOfficially,
  importOurs: async () => (await import('./ours/import')).importOurs,
  importPlain: async () => (await import('./plain')).importPlainly,
  importOfficial: async () => (await import('./official')).importOfficially,
  deleteOurs: async () => (await import('./ours/delete')).deleteOurs,
  deleteOfficial: async () => (await import('./official')).deleteOfficially,
  copyOurs: async () => (await import('./ours/copy')).copyOurs,
  copyOfficial: async () => (await import('./official')).copyOfficially,
} satisfies Readonly<Record<string, () => Promise<Way>>>;

export type WayId = keyof typeof WAYS;
