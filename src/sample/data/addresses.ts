/** Addresses as customers of a shop have them. Every name and every mailbox is invented. */
import { keyOf } from '../records';
import type { Dice } from './dice';

const FIRST =
  `anna ben carla daniel elena felix grace hugo ines jonas kira liam maria noah olivia paul quentin rosa samir tara
uma viktor wendy xavier yara zoe alice bruno chloe david emma fatima george hannah ivan julia kevin laura mohammed nadia oscar
priya ravi sofia thomas ursula vera william yusuf aiko bjorn celine dmitri esther francesca giulia henrik isabel jakub katarzyna
lucas magdalena nikolai otto patricia rafael svenja tomasz valentina wiktor yuki zachary amelia brandon camila diego ethan freya`.split(
    /\s+/,
  );

const LAST =
  `smith johnson mueller schmidt garcia martinez rossi ferrari dubois lefevre jansen devries kowalski nowak novak horvat
ivanov petrov silva santos costa yamamoto tanaka suzuki kim park nguyen tran singh patel khan ahmed hassan cohen levy andersson
nilsson hansen larsen virtanen korhonen oconnor murphy kelly brown taylor wilson evans thomas roberts walker wright hughes green
baker hill wood turner cooper ward morris clark lewis young king scott adams nelson carter mitchell fischer weber wagner becker
hoffmann schaefer koch bauer richter klein wolf neumann schwarz zimmermann braun krueger hofmann lange`.split(/\s+/);

/** Weighted by repetition. */
const HOSTS = [
  ...Array.from({ length: 12 }, () => 'gmail.com'),
  ...Array.from({ length: 5 }, () => 'outlook.com'),
  ...Array.from({ length: 4 }, () => 'hotmail.com'),
  ...Array.from({ length: 5 }, () => 'yahoo.com'),
  ...Array.from({ length: 3 }, () => 'icloud.com'),
  ...[
    'gmx.de',
    'gmx.net',
    'web.de',
    't-online.de',
    'orange.fr',
    'free.fr',
    'libero.it',
    'wp.pl',
    'seznam.cz',
    'aol.com',
  ],
  ...['proton.me', 'comcast.net', 'btinternet.com', 'qq.com', 'uol.com.br', 'northwind.example', 'contoso.example'],
  ...['fabrikam.example', 'mail.tailspin.example', 'univ-lyon.example', 'stadt-koeln.example'],
];

/** Where addresses with a name beyond ASCII live. */
const UNICODE = [
  'jürgen.groß',
  'zoë.lindqvist',
  'josé.garcía',
  'łukasz.wójcik',
  '山田太郎',
  'анна.иванова',
  'søren.kjær',
];
const UNICODE_HOSTS = ['bücher.example', 'пример.example', '例え.example', 'xn--bcher-kva.example', 'gmail.com'];

/** Hands out addresses, none twice (compared as the lists compare). */
export class Addresses {
  private readonly used = new Set<string>();

  constructor(private readonly dice: Dice) {}

  /** Keeps an address from being handed out. */
  reserve(address: string): void {
    this.used.add(keyOf(address));
  }

  next(): string {
    for (;;) {
      const address = this.invent();
      const key = keyOf(address);
      if (!this.used.has(key)) {
        this.used.add(key);
        return address;
      }
    }
  }

  private invent(): string {
    const { dice } = this;
    const kind = dice.next();
    if (kind < 0.003) {
      return `${dice.pick(UNICODE)}${dice.below(90) + 10}@${dice.pick(UNICODE_HOSTS)}`;
    }
    const first = dice.pick(FIRST);
    const last = dice.pick(LAST);
    const host = dice.pick(HOSTS);
    const number = dice.next() < 0.7 ? String(dice.below(100)).padStart(2, '0') : '';
    const local = dice.pick([
      `${first}.${last}`,
      `${first}${last}`,
      `${first[0] ?? ''}.${last}`,
      `${last}.${first}`,
      `${first}_${last}`,
    ]);
    if (kind < 0.05) {
      return `${local}${number}+${dice.pick(['shop', 'acme', 'orders', 'news', 'spam'])}@${host}`;
    }
    if (kind < 0.08) {
      // As people type it into a form.
      return `${capital(first)}.${capital(last)}${number}@${host}`;
    }
    return `${local}${number}@${host}`;
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
