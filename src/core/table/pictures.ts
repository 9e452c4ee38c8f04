/** What a view shows, as numbers for pictures. */
import type { ListName } from '../../mailgun/lists';
import { plainText } from '../text';
import { codeWords } from './codeWords';
import { type Bits, CHUNK, type Column } from './columns';
import { codeClassOf } from './filterWords';
import { inSlices, type SliceOptions, type Work } from './slices';
import type { Bar, Picture, PictureId } from './tableTypes';
import type { TableStore } from './tableStore';
import type { TableView } from './tableView';
import { timePicture } from './timePicture';
import { topOf } from './top';

/** Bars of a picture, but for those of time. */
const MOST_BARS = 12;
const LABEL_LENGTH = 80;
const CODE_LENGTH = 20;

export interface PictureOptions extends SliceOptions {
  readonly signal?: AbortSignal | undefined;
}

/** How many entries have each number of some dictionary, by number. */
interface Counts {
  readonly codes: Uint32Array;
  readonly sets: Uint32Array;
  readonly domains: Uint32Array;
}

/**
 * The pictures that make sense for the lists, of what the view shows. The counts of a picture, those of others and of what is without add up to
 * the view's, but for tags, of which an entry may have several.
 */
export async function pictures(
  store: TableStore,
  view: TableView,
  { signal, ...options }: PictureOptions = {},
): Promise<readonly Picture[]> {
  signal?.throwIfAborted();
  const check = () => signal?.throwIfAborted();
  return inSlices(draw(store, view.members, view.count), options, check);
}

function* draw(store: TableStore, live: Bits, count: number): Work<Picture[]> {
  const { codes, tagSets, domains, code, tags, at } = store.columns;
  const has = (list: ListName) => store.lists.some((ref) => ref.list === list);
  // What is shown may change while others have their turn; the pictures are of one moment.
  const members = live.copy();
  const sizes = { codes: codes.size, sets: tagSets.size, domains: domains.size };
  const shown: Picture[] = [yield* timePicture(store, members, count)];
  const counts: Counts = {
    codes: yield* countOf(code, members, sizes.codes),
    sets: yield* countOf(tags, members, sizes.sets),
    domains: yield* countOf(at, members, sizes.domains),
  };
  if (has('bounces')) shown.push(classesOf(store, counts), codesOf(store, counts));
  yield;
  shown.push(domainsOf(store, counts));
  if (has('unsubscribes')) shown.push(tagsOf(store, counts, count));
  return shown;
}

/** How often each number is in a column of some rows. */
function* countOf(column: Column<Uint32Array>, rows: Bits, size: number): Work<Uint32Array> {
  const counts = new Uint32Array(size);
  for (let chunk = 0; chunk < rows.chunks; chunk++) {
    const words = rows.words(chunk);
    const ids = column.chunk(chunk);
    for (let at = 0; at < CHUNK; at++) {
      if ((((words[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 0) continue;
      const id = ids[at] ?? 0;
      counts[id] = (counts[id] ?? 0) + 1;
    }
    yield;
  }
  return counts;
}

/** The largest of counts as bars; number 0 is what is without. */
function pictureOf(id: PictureId, counts: Uint32Array, barOf: (at: number) => Omit<Bar, 'count'>): Picture {
  const countAt = (at: number) => (at === 0 ? 0 : (counts[at] ?? 0));
  const bars = topOf(counts.length, MOST_BARS, countAt).map((at) => ({ ...barOf(at), count: countAt(at) }));
  let others = -bars.reduce((sum, { count }) => sum + count, 0);
  let different = -bars.length;
  for (let at = 1; at < counts.length; at++) {
    if (countAt(at) === 0) continue;
    others += countAt(at);
    different++;
  }
  return { id, bars, others: { bars: different, count: others }, without: counts[0] ?? 0 };
}

function codesOf({ columns: { codes } }: TableStore, counts: Counts): Picture {
  return pictureOf('codes', counts.codes, (id) => {
    const code = codes.get(id);
    return {
      label: plainText(code, CODE_LENGTH) || 'No code',
      detail: codeWords(code),
      filter: { code },
    };
  });
}

function domainsOf({ columns: { domains } }: TableStore, counts: Counts): Picture {
  return pictureOf('domains', counts.domains, (id) => {
    const at = domains.get(id);
    return { label: plainText(at, LABEL_LENGTH) || 'No domain', filter: { at } };
  });
}

const CLASS_WORDS = {
  '5': ['5xx permanent', 'Refused for good'],
  '4': ['4xx temporary', 'Failures that may pass'],
  '2': ['2xx success', 'Does not tell why it bounced'],
  '': ['Other codes', 'Mailgun’s own, or none of SMTP'],
} as const;
const CODE_CLASSES = ['', '5', '4', '2'] as const;

function classesOf({ columns: { codes } }: TableStore, counts: Counts): Picture {
  const sums = new Uint32Array(1 + CODE_CLASSES.length);
  for (let id = 0; id < counts.codes.length; id++) {
    const count = counts.codes[id] ?? 0;
    if (count === 0) continue;
    const place = id === 0 ? 0 : 1 + CODE_CLASSES.indexOf(codeClassOf(codes.get(id)));
    sums[place] = (sums[place] ?? 0) + count;
  }
  return pictureOf('classes', sums, (place) => {
    const codeClass = CODE_CLASSES[place - 1] ?? '';
    const [label, detail] = CLASS_WORDS[codeClass];
    return { label, detail, filter: { codeClass } };
  });
}

/** Each bar is what has a tag; others are entries with no tag that is shown. */
function tagsOf({ columns: { tagSets } }: TableStore, { sets }: Counts, count: number): Picture {
  const uses = tagSets.tagUses((set) => sets[set] ?? 0);
  const top = topOf(uses.length, MOST_BARS, (tag) => uses[tag] ?? 0);
  let [others, without] = [0, count];
  for (let set = 1; set < sets.length; set++) {
    const times = sets[set] ?? 0;
    const tags = times === 0 ? [] : tagSets.idsOf(set);
    if (tags.length > 0) without -= times;
    if (tags.length > 0 && !tags.some((tag) => top.includes(tag))) others += times;
  }
  const bars = top.map((id): Bar => {
    const tag = tagSets.tags.get(id);
    const detail = tag === '*' ? 'Everything' : undefined;
    return { label: plainText(tag, LABEL_LENGTH) || 'Empty tag', detail, count: uses[id] ?? 0, filter: { tag } };
  });
  const different = uses.reduce((sum, times) => sum + Number(times > 0), 0) - bars.length;
  return { id: 'tags', bars, others: { bars: different, count: others }, without };
}
