/** The matrix page: addresses against lists. */
import { MatrixPage } from './matrix/matrixPage';

void new MatrixPage().load();
