import assert from 'node:assert/strict';
import { MailgunError } from '../../../src/mailgun/errors';
import type { EventPage, MailEvent } from '../../../src/mailgun/mailEvents';
import { EventsDriver, type EventsPorts } from '../../../src/views/eventsDriver';
import { days, eventsAnnouncement, groupCounts, periodText, timeText } from '../../../src/views/eventsModel';
import { beginEvents, type EventsState } from '../../../src/views/eventsState';
import { shownEvent } from '../../../src/views/shownEvent';

const DAY = 86_400_000;
const END = Date.UTC(2026, 2, 26, 12);
const PERIOD = { begin: END - 30 * DAY, end: END };
const REF = { accountId: 'a', domain: 'mg.example.com', address: 'jane@example.com' };

const event = (at: number, more: Partial<MailEvent> = {}): MailEvent => ({
  ...{ id: `e${at}`, kind: 'delivered', at, recipient: REF.address, tags: [], isDelayedBounce: false },
  ...more,
});
const page = (events: readonly MailEvent[], token?: string): EventPage => ({
  source: 'logs',
  events,
  unreadable: 0,
  ...(token !== undefined && { next: { source: 'logs', token } }),
});

function drive(ports: Partial<EventsPorts>): { driver: EventsDriver; states: EventsState[] } {
  const states: EventsState[] = [];
  const driver = new EventsDriver(REF, 'Main', {
    newest: async () => ({ page: page([]), period: PERIOD }),
    earlier: async () => page([]),
    standing: async () => ({ entries: [], gaps: [] }),
    explain: (error) => ({ message: error instanceof Error ? error.message : '', nextStep: 'Do.' }),
    onChange: (state) => states.push(state),
    ...ports,
  });
  return { driver, states };
}

describe('what stands behind recent events', () => {
  it('reads the newest with where the address stands, then page by page', async () => {
    const asked: unknown[] = [];
    const { driver, states } = drive({
      newest: async () => ({ page: page([event(END - 1), event(END - 2)], 't1'), period: PERIOD }),
      earlier: async (period, cursor) => {
        asked.push([period, cursor.token]);
        return cursor.token === 't1' ? page([event(END - 3)], 't2') : page([]);
      },
      standing: async () => ({
        entries: [{ list: 'complaints', address: REF.address, createdAt: END - DAY }],
        gaps: ['No.'],
      }),
    });
    await driver.readAgain();
    assert.deepEqual(
      states.map(({ stage }) => stage),
      ['reading', 'ready'],
    );
    assert.deepEqual(driver.state.standing, [{ list: 'complaints', title: 'Reported as spam', createdAt: END - DAY }]);
    assert.deepEqual([driver.state.gaps, driver.state.hasMore, driver.state.begin], [['No.'], true, PERIOD.begin]);
    await driver.loadMore();
    await driver.loadMore();
    await driver.loadMore();
    assert.deepEqual(asked, [
      [PERIOD, 't1'],
      [PERIOD, 't2'],
    ]);
    assert.deepEqual(
      driver.state.events.map(({ at, key }) => [END - at, key]),
      [
        [1, '0'],
        [2, '1'],
        [3, '2'],
      ],
    );
    assert.equal(driver.state.hasMore, false);
    assert.deepEqual(
      driver.eventsOf(['2', '7', 'x']).map(({ at }) => END - at),
      [3],
    );
  });

  it('stops at a thousand events, and says so', async () => {
    const full = Array.from({ length: 500 }, (_, index) => event(END - index));
    const { driver } = drive({
      newest: async () => ({ page: page(full, 't'), period: PERIOD }),
      earlier: async () => page(full, 't'),
    });
    await driver.readAgain();
    await driver.loadMore();
    assert.deepEqual([driver.state.events.length, driver.state.hasMore, driver.state.isFull], [1000, false, true]);
  });

  it('says what went wrong, keeps what it had, and can try again', async () => {
    let fails = false;
    const fail = () => (fails ? Promise.reject(new Error('No right.')) : undefined);
    const { driver } = drive({
      newest: async () => (await fail(), { page: page([event(END)], 't'), period: PERIOD }),
      earlier: async () => (await fail(), page([event(END - 1)])),
    });
    await driver.readAgain();
    fails = true;
    await driver.loadMore();
    assert.deepEqual(driver.state.failure, { message: 'No right.', nextStep: 'Do.' });
    assert.deepEqual([driver.state.stage, driver.state.events.length], ['failed', 1]);
    fails = false;
    await driver.loadMore();
    assert.deepEqual([driver.state.stage, driver.state.failure, driver.state.events.length], ['ready', undefined, 2]);
  });

  it('drops what comes late: after a newer reading, and after it was closed', async () => {
    const waiting: ((events: readonly MailEvent[]) => void)[] = [];
    const signals: (AbortSignal | undefined)[] = [];
    const { driver, states } = drive({
      newest: ({ signal }) => {
        signals.push(signal);
        return new Promise((resolve) => waiting.push((events) => resolve({ page: page(events), period: PERIOD })));
      },
    });
    const first = driver.readAgain();
    const second = driver.readAgain();
    assert.equal(signals[0]?.aborted, true);
    waiting[1]?.([event(END)]);
    await second;
    waiting[0]?.([]);
    await first;
    assert.equal(driver.state.events.length, 1);
    const third = driver.readAgain();
    driver.close();
    const told = states.length;
    waiting[2]?.([]);
    await third;
    assert.equal(states.length, told);
  });

  it('reads again where the address stands alone: events and pages stay, the last answer counts, what fails is a gap', async () => {
    let asked = 0;
    const answers: (() => void)[] = [];
    const entries = [{ list: 'complaints', address: REF.address }] as const;
    let standing: EventsPorts['standing'] = async () => ({ entries: [], gaps: [] });
    const { driver, states } = drive({
      newest: async () => ({ page: page([event(END)], 't'), period: PERIOD }),
      earlier: async () => page([event(END - 1)]),
      standing: (call) => {
        asked += 1;
        return standing(call);
      },
    });
    await driver.readAgain();
    await driver.loadMore();
    standing = () => new Promise((resolve) => answers.push(() => resolve({ entries, gaps: [] })));
    const late = driver.standAgain();
    standing = async () => ({ entries: [], gaps: ['Bounces could not be asked.'] });
    await driver.standAgain();
    answers[0]?.();
    await late;
    assert.deepEqual([driver.state.standing, driver.state.gaps], [[], ['Bounces could not be asked.']]);
    standing = async () => ({ entries, gaps: [] });
    await driver.standAgain();
    assert.deepEqual(
      [driver.state.standing.map(({ list }) => list), driver.state.gaps, driver.state.events.length],
      [['complaints'], [], 2],
    );
    standing = () => Promise.reject(new Error('No key.'));
    await driver.standAgain();
    assert.deepEqual([driver.state.gaps, driver.state.stage, asked], [['No key.'], 'ready', 5]);
    assert.ok(states.slice(4).every(({ stage }) => stage === 'ready'));
  });

  it('asks anew for everything when entries change while it is reading', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    let answer = (): void => undefined;
    const { driver } = drive({
      newest: ({ signal }) => {
        signals.push(signal);
        return new Promise((resolve) => (answer = () => resolve({ page: page([]), period: PERIOD })));
      },
    });
    const first = driver.readAgain();
    const second = driver.standAgain();
    assert.deepEqual(
      signals.map((signal) => signal?.aborted),
      [true, false],
    );
    answer();
    await second;
    assert.equal(driver.state.stage, 'ready');
    void first;
  });

  it('says what it waits for, and nothing of a cancel', async () => {
    const { driver, states } = drive({
      newest: async ({ onWait }) => {
        onWait?.({ reason: 'rateLimit', ms: 4200 });
        throw new MailgunError('cancelled', 'Cancelled.');
      },
    });
    await driver.readAgain();
    assert.deepEqual(
      states.map(({ notice }) => notice),
      [undefined, 'Mailgun asks to wait 5 s.'],
    );
    assert.equal(driver.state.stage, 'reading');
  });
});

describe('what the page of recent events says', () => {
  const shown = (events: readonly MailEvent[]) => events.map((one, index) => shownEvent(one, String(index)));
  const bounce = event(END - 2 * DAY, {
    kind: 'failed',
    severity: 'permanent',
    reason: 'bounce',
    code: '550',
    message: 'x'.repeat(9000),
  });
  const state: EventsState = {
    ...beginEvents(REF, 'Main'),
    ...PERIOD,
    stage: 'ready',
    events: shown([event(END), bounce, event(END - 2 * DAY - 5000), event(END - 9 * DAY, { kind: 'unsubscribed' })]),
    standing: [
      { list: 'bounces', title: 'B', createdAt: END - 2 * DAY + 1000 },
      { list: 'complaints', title: 'C', createdAt: END - 300 * DAY },
      { list: 'allowlist', title: 'A' },
    ],
  };

  it('groups by day, newest first, with the moments since which the address stands on a list', () => {
    const told = days(state, []).map(({ label, rows }) => [
      label,
      rows.map((row) => (row.kind === 'event' ? row.event.title : row.entry.list)),
    ]);
    assert.deepEqual(told, [
      ['Thursday, March 26, 2026', ['Delivered']],
      ['Tuesday, March 24, 2026', ['bounces', 'Bounced, 550', 'Delivered']],
      ['Tuesday, March 17, 2026', ['Unsubscribed']],
    ]);
    const chosen = days(state, ['unsubscribed']).flatMap(({ rows }) => rows.map(({ kind }) => kind));
    assert.deepEqual(chosen, ['listed', 'event']);
    // With more to come, a moment before the oldest event stands between nothing yet.
    assert.equal(days({ ...state, hasMore: true, events: state.events.slice(0, 1) }, []).length, 1);
  });

  it('counts the kinds, and bounds what a server said', () => {
    assert.deepEqual(
      groupCounts(state.events).map(({ label, count }) => `${label} ${count}`),
      ['Delivered 2', 'Bounced 1', 'Unsubscribes 1'],
    );
    assert.ok((state.events[1]?.said?.length ?? 0) <= 4001);
    assert.equal(periodText(state), 'Last 30 days');
    assert.equal(timeText(END), '12:00:00 UTC');
  });

  it('names every fact there is, and none that is not', () => {
    const facts = shownEvent(
      event(END, { mx: 'aspmx.l.google.com', tags: ['a', 'b'], attempt: 2, url: 'javascript:x' }),
      '0',
    ).facts;
    assert.deepEqual(Object.fromEntries(facts.map(({ name, value }) => [name, value])), {
      ...{ Attempt: '2', Server: 'aspmx.l.google.com', Receiver: 'Gmail (Google)', Tags: 'a, b', Link: 'javascript:x' },
    });
  });

  it('tells somebody who does not see it what has come', () => {
    assert.equal(eventsAnnouncement(undefined, state), '4 events.');
    assert.equal(eventsAnnouncement(state, state), undefined);
    const failed: EventsState = { ...state, stage: 'failed', failure: { message: 'No.' } };
    assert.equal(eventsAnnouncement(state, failed), 'The events could not be read. No.');
    assert.equal(
      eventsAnnouncement({ ...state, stage: 'reading', events: [] }, { ...state, events: [] }),
      'No events.',
    );
  });
});
