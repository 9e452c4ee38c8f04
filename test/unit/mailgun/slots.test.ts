import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { MailgunError } from '../../../src/mailgun/errors';
import { Slots } from '../../../src/mailgun/slots';

type Step = { readonly do: 'enter' | 'leave' } | { readonly do: 'abort' | 'resize'; readonly to: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ do: 'enter' } as const) },
  { weight: 3, arbitrary: fc.constant({ do: 'leave' } as const) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('abort' as const), to: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resize' as const), to: fc.integer({ min: -1, max: 6 }) }) },
);

interface Guest {
  readonly control: AbortController;
  state: 'waiting' | 'in' | 'turned away';
}

describe('slots', () => {
  it('hold no more than allowed, are given in order, and none is lost, whoever goes away', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        let allowed = 2;
        let inside = 0;
        const slots = new Slots(() => allowed);
        const guests: Guest[] = [];
        const waiting = (): Guest[] => guests.filter(({ state }) => state === 'waiting');
        const enter = (guest: Guest): void => {
          guests.push(guest);
          slots.enter(guest.control.signal).then(
            () => {
              assert.equal(waiting()[0], guest);
              guest.state = 'in';
              inside += 1;
            },
            (error: unknown) => {
              assert.ok(MailgunError.is(error, 'cancelled') && guest.control.signal.aborted);
              guest.state = 'turned away';
            },
          );
        };
        for (const one of steps) {
          const before = inside;
          if (one.do === 'enter') enter({ control: new AbortController(), state: 'waiting' });
          else if (one.do === 'resize') allowed = one.to;
          else if (one.do === 'abort') guests[one.to]?.control.abort();
          else if (inside > 0) {
            inside -= 1;
            slots.leave();
          }
          await new Promise((resolve) => setImmediate(resolve));
          const most = Math.max(1, allowed);
          assert.ok(inside <= Math.max(before, most));
          if (one.do === 'enter' || (one.do === 'leave' && before > 0)) {
            assert.ok(inside >= most || waiting().length === 0);
          }
          for (const { control, state } of guests)
            assert.equal(getEventListeners(control.signal, 'abort').length, state === 'waiting' ? 1 : 0);
        }
        for (; inside > 0; await new Promise((resolve) => setImmediate(resolve))) {
          inside -= 1;
          slots.leave();
        }
        assert.equal(waiting().length, 0);
      }),
    );
  });
});
