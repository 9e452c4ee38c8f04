/** What `--only` calls the tasks that are one of a kind. */
export const TREE_TASK = { name: 'tree' } as const;
export const ACTIVATION_TASK = { name: 'activation' } as const;
export const SIZES_TASK = { name: 'sizes' } as const;
export { TABLE_TASK } from './table/compare';
