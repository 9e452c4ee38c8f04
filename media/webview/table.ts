/** The table page: a list, a domain's lists or an account's, row by row. */
import { makeShell } from './table/shell';
import { TablePage } from './table/tablePage';

void new TablePage(makeShell()).load();
