/** Whole lists to files. A bundle of its own, loaded when somebody exports. */
export { exportList } from './exportList';
