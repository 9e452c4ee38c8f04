import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FIELDS } from '../../../src/core/transfer/read/readPlan';
import { LIST_NAMES } from '../../../src/mailgun/lists';
import {
  blocker,
  fieldOf,
  isByRow,
  isReadable,
  listsOf,
  offeredFields,
  withColumn,
  withList,
} from '../../../src/views/importModel';
import { reduce } from '../../../src/views/importState';
import { after, ESTIMATES, inspectionOf, planOf, previewed, TARGET } from './importFixtures';

describe('which column of a file fills which field', () => {
  it('moves a field to the column that was chosen', () => {
    const plan = withColumn(planOf(), 1, 'address');
    assert.deepEqual(plan.mapping, { created_at: 2, address: 1 });
    assert.equal(fieldOf(plan, 0), undefined);
  });

  it('frees the field that a column filled before', () => {
    assert.deepEqual(withColumn(planOf(), 2, 'code').mapping, { address: 0, code: 2 });
    assert.deepEqual(withColumn(planOf(), 2, undefined).mapping, { address: 0 });
  });

  it('keeps one column for a field and one field for a column, whatever is chosen', () => {
    const step = fc.tuple(fc.nat({ max: 5 }), fc.option(fc.constantFrom(...FIELDS), { nil: undefined }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let plan = planOf();
        for (const [column, field] of steps) {
          plan = withColumn(plan, column, field);
          assert.equal(fieldOf(plan, column), field);
          const columns = Object.values(plan.mapping);
          assert.equal(new Set(columns).size, columns.length);
        }
      }),
    );
  });

  it('offers the fields of the lists in question, and what the column fills already', () => {
    assert.deepEqual(offeredFields(planOf(), 1), ['address', 'list', 'code', 'error', 'created_at']);
    assert.deepEqual(offeredFields(planOf({ list: 'complaints' }), 1), ['address', 'list', 'created_at']);
    assert.deepEqual(offeredFields(planOf({ list: 'allowlist' }), 2), [
      'address',
      'domain',
      'list',
      'reason',
      'created_at',
    ]);
    assert.equal(offeredFields(planOf({ list: undefined }), 1).length, FIELDS.length);
  });
});

describe('where the rows of a file go', () => {
  it('is one list, or what each row says', () => {
    const byRow = withList(planOf(), 'byRow', 1);
    assert.ok(isByRow(byRow));
    assert.equal(byRow.list, undefined);
    assert.deepEqual(listsOf(byRow), LIST_NAMES);
    const one = withList(byRow, 'complaints');
    assert.deepEqual([one.list, one.mapping.list], ['complaints', undefined]);
    assert.deepEqual(listsOf(one), ['complaints']);
  });

  it('stays as it is where no column says so', () => {
    assert.deepEqual(withList(planOf(), 'byRow'), planOf());
  });

  it('must be known, and who the rows are about', () => {
    assert.ok(isReadable(planOf()));
    assert.ok(!isReadable(planOf({ list: undefined })));
    assert.ok(!isReadable(planOf({ mapping: { domain: 0 } })));
    assert.ok(isReadable(planOf({ mapping: { domain: 0 }, list: 'allowlist' })));
    assert.ok(isReadable(planOf({ mapping: { address: 0, list: 1 }, list: undefined })));
    assert.ok(isReadable(planOf({ mapping: { domain: 0, list: 1 }, list: undefined })));
  });
});

describe('the button Import', () => {
  it('can be pressed when everything is known', () => {
    assert.equal(blocker(previewed()), undefined);
  });

  it('says what is missing', () => {
    const inspected = (parts: Parameters<typeof planOf>[0]) =>
      blocker(after({ type: 'inspected', inspection: inspectionOf(), plan: planOf(parts) }));
    assert.equal(blocker(after()), 'The file is being read.');
    assert.equal(inspected({ list: undefined }), 'Choose the list that the entries go to.');
    assert.equal(inspected({ mapping: {} }), 'Choose the column that holds the address.');
    assert.equal(blocker({ ...previewed(), target: undefined }), 'Choose the domain that the entries go to.');
    assert.equal(blocker(previewed({ valid: 0 })), 'There is nothing to import.');
    assert.equal(blocker(previewed({ complete: false })), 'The file is still being read.');
  });

  it('rests while lists are compared and while another choice is read', () => {
    assert.equal(blocker(reduce(previewed(), { type: 'reading', what: 'lists' })), 'The lists are being compared.');
    assert.equal(blocker(reduce(previewed(), { type: 'reading', what: 'file' })), 'The file is still being read.');
  });

  it('rests with a way of sending that is not possible, and after a failure', () => {
    const unavailable = { ...ESTIMATES, upload: { requests: 0, unavailable: 'Too large.' } };
    const state = { ...previewed(), estimates: unavailable, target: TARGET };
    assert.equal(blocker({ ...state, method: 'upload' }), 'Too large.');
    assert.equal(blocker(state), undefined);
    assert.equal(blocker(after({ type: 'stopped', problem: 'The file is empty.' })), 'The file cannot be read.');
  });
});
