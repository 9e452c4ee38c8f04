import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Geometry,
  maxOffset,
  offsetOf,
  offsetToShow,
  positionAt,
  scrolled,
  WINDOW_ROWS,
  windowRows,
} from '../../../src/views/tableScroll';

const geometries = fc.record({
  count: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 20_000_000 })),
  rowHeight: fc.integer({ min: 16, max: 60 }),
  viewport: fc.integer({ min: 20, max: 3000 }),
});

/** How far the element can be scrolled, as a browser says it. */
function elementMax(geometry: Geometry): number {
  return Math.max(0, windowRows(geometry) * geometry.rowHeight - geometry.viewport);
}

describe('a window that slides over a long list', () => {
  it('is never longer than a browser can make an element, at a zoom of 200 % too', () => {
    assert.ok(WINDOW_ROWS * 40 * 2 < 15_000_000);
  });

  it('shows every offset exactly, with the element scrolled within its bounds', () => {
    fc.assert(
      fc.property(geometries, fc.double({ min: 0, max: 1, noNaN: true }), (geometry, share) => {
        const wanted = share * maxOffset(geometry);
        const position = positionAt(geometry, wanted);
        assert.ok(Math.abs(offsetOf(geometry, position) - wanted) < 1e-3);
        assert.ok(Number.isInteger(position.base));
        assert.ok(position.base >= 0 && position.base + windowRows(geometry) <= geometry.count);
        assert.ok(position.top >= -1e-6 && position.top <= elementMax(geometry) + 1e-3);
      }),
    );
  });

  it('begins and ends where the list does', () => {
    fc.assert(
      fc.property(geometries, (geometry) => {
        assert.deepEqual(positionAt(geometry, -5), { base: 0, top: 0 });
        const { base, top } = positionAt(geometry, maxOffset(geometry) + 5);
        assert.equal(base, geometry.count - windowRows(geometry));
        assert.ok(Math.abs(top - elementMax(geometry)) < 1e-3);
      }),
    );
  });

  it('moves by as many pixels as the wheel, wherever it is, and reaches both ends', () => {
    const geometry = { count: 1_000_000, rowHeight: 24, viewport: 600 };
    for (const direction of [1, -1]) {
      let position = positionAt(geometry, direction > 0 ? maxOffset(geometry) - 90_000 : 90_000);
      for (let turn = 0; turn < 300; turn++) {
        const before = offsetOf(geometry, position);
        const top = Math.min(Math.max(0, position.top + direction * 300), elementMax(geometry));
        position = scrolled(geometry, position, top);
        const end = Math.min(Math.max(0, before + direction * 300), maxOffset(geometry));
        assert.ok(Math.abs(offsetOf(geometry, position) - end) < 1e-3, `turn ${turn}`);
      }
      assert.ok(Math.abs(offsetOf(geometry, position) - (direction > 0 ? maxOffset(geometry) : 0)) < 1e-3);
    }
  });

  it('goes further down the list the further the scroll bar is pulled', () => {
    fc.assert(
      fc.property(
        geometries,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2 }),
        (geometry, shares) => {
          const offsets = [...shares]
            .sort((a, b) => a - b)
            .map((share) => {
              const top = share * elementMax(geometry);
              // From far away, so that it is a pull.
              return offsetOf(geometry, scrolled(geometry, { base: 0, top: top + 10 * geometry.viewport }, top));
            });
          for (const [index, offset] of offsets.entries()) {
            assert.ok(offset >= -1e-3 && offset <= maxOffset(geometry) + geometry.rowHeight);
            // A window stands on whole rows.
            if (index > 0) assert.ok(offset >= (offsets[index - 1] ?? 0) - geometry.rowHeight);
          }
        },
      ),
    );
  });

  it('brings a row into sight with as little scrolling as possible', () => {
    fc.assert(
      fc.property(geometries, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (geometry, share, any) => {
        fc.pre(geometry.count > 0 && geometry.viewport >= geometry.rowHeight);
        const row = any % geometry.count;
        const position = positionAt(geometry, share * maxOffset(geometry));
        const offset = offsetToShow(geometry, position, row);
        assert.ok(offset <= row * geometry.rowHeight + 1e-3);
        assert.ok(offset + geometry.viewport >= (row + 1) * geometry.rowHeight - 1e-3);
        const before = offsetOf(geometry, position);
        const wasInSight =
          before <= row * geometry.rowHeight && before + geometry.viewport >= (row + 1) * geometry.rowHeight;
        if (wasInSight) assert.equal(offset, before);
      }),
    );
  });
});
