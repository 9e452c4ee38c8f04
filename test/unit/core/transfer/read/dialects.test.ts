import assert from 'node:assert/strict';
import { brief, fileFolder, read } from './files';

const SMALL = '2: complaints a@example.com';

/** Text as UTF-16, big-endian. */
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('dialects', () => {
  const write = fileFolder();
  const rowsOf = async (content: string | Uint8Array, name = 'spam.csv') => {
    const { inspection, rows } = await read(write(name, content));
    return { inspection, rows, brief: brief(rows), cells: rows.map(({ cells }) => cells) };
  };

  for (const [what, content, encoding] of [
    ['UTF-8 with a mark', Buffer.from('\ufeffemail,error\na@example.com,größe\n'), 'utf-8'],
    ['UTF-8', Buffer.from('email,error\na@example.com,größe\n'), 'utf-8'],
    ['UTF-16 LE with a mark', Buffer.from('\ufeffemail\terror\na@example.com\tgröße\n', 'utf16le'), 'utf-16le'],
    ['UTF-16 LE', Buffer.from('email,error\na@example.com,größe\n', 'utf16le'), 'utf-16le'],
    ['UTF-16 BE with a mark', utf16be('\ufeffemail,error\na@example.com,größe\n'), 'utf-16be'],
    ['UTF-16 BE', utf16be('email,error\na@example.com,größe'), 'utf-16be'],
    ['Windows-1252', Buffer.from('email,error\na@example.com,größe\n', 'latin1'), 'windows-1252'],
  ] as const) {
    it(`reads ${what}`, async () => {
      const { inspection, brief, cells } = await rowsOf(content);
      assert.equal(inspection.plan.encoding, encoding);
      assert.deepEqual(brief, [SMALL]);
      assert.deepEqual(cells, [['a@example.com', 'größe']]);
    });
  }

  it('reads what Windows-1252 has beyond Latin-1', async () => {
    const { cells } = await rowsOf(Buffer.from([...Buffer.from('email,x\na@example.com,'), 0x80, 0x93, 0x94, 0xe9]));
    assert.deepEqual(cells, [['a@example.com', '€“”é']]);
  });

  it('says of each row that is not UTF-8 late in a file that seemed to be', async () => {
    const plain = Array.from({ length: 20_000 }, (_, index) => `user${index}@example.com,plain\n`).join('');
    const content = Buffer.concat([
      Buffer.from(`email,error\n${plain}`),
      Buffer.from('é@example.com,é\nx@example.com,ü\n', 'latin1'),
      Buffer.from('y@example.com,ü\n'),
    ]);
    const { inspection, rows } = await rowsOf(content, 'bounces.csv');
    assert.equal(inspection.plan.encoding, 'utf-8');
    assert.deepEqual(
      rows.slice(-3).map(({ cells, line, warning }) => [line, ...cells, warning !== undefined]),
      [
        [20_002, 'é@example.com', 'é', true],
        [20_003, 'x@example.com', 'ü', true],
        [20_004, 'y@example.com', 'ü', false],
      ],
    );
    assert.equal(rows.filter(({ warning }) => warning !== undefined).length, 2);
  });

  it('reads a file as UTF-8 of which most is', async () => {
    const { inspection, cells } = await rowsOf(
      Buffer.concat([
        Buffer.from('email,x\na@example.com,ü漢\nb@example.com,ö\n'),
        Buffer.from('c@example.com,é', 'latin1'),
      ]),
    );
    assert.equal(inspection.plan.encoding, 'utf-8');
    assert.deepEqual(
      cells.map((row) => row[1]),
      ['ü漢', 'ö', 'é'],
    );
  });

  for (const [what, content] of [
    ['commas', 'email,x\na@example.com,1\n'],
    ['semicolons', 'email;x\na@example.com;1\n'],
    ['tabs', 'email\tx\na@example.com\t1\n'],
    ['bars', 'email|x\na@example.com|1\n'],
    ['commas in quoted names of columns', '"email";"a,b,c,d"\na@example.com;1\n'],
    ['spaces before quotation marks', 'email, "x"\na@example.com, "1"\n'],
    ['spaces after quotation marks', '"email" ,"x" \n"a@example.com" ,"1"\t\n'],
    ['delimiters at the end', 'email,x,\na@example.com,1,\n'],
    ['carriage returns', 'email,x\ra@example.com,1\r'],
    ['carriage returns and line feeds', 'email,x\r\na@example.com,1\r\n'],
    ['no line break at the end', 'email,x\na@example.com,1'],
    ['rows of nothing at the end', 'email,x\na@example.com,1\n,\n  \n""\n'],
  ] as const) {
    it(`reads ${what}`, async () => {
      const { brief, cells } = await rowsOf(content);
      assert.deepEqual(brief, [SMALL]);
      assert.deepEqual(cells[0]?.slice(0, 2), ['a@example.com', '1']);
    });
  }

  it('follows the delimiter that Excel names, and counts its line', async () => {
    for (const separator of [';', '|', '^', '\t']) {
      const { brief } = await rowsOf(`sep=${separator}\r\nemail${separator}a,b;c\r\na@example.com${separator}1\r\n`);
      assert.deepEqual(brief, ['3: complaints a@example.com']);
    }
  });

  it('counts blank lines and line breaks in cells', async () => {
    const { brief } = await rowsOf('\n\nemail,x\n\na@example.com,"1\r\n2\r3\n4"\n\r\nb@example.com,\n');
    assert.deepEqual(brief, ['5: complaints a@example.com', '10: complaints b@example.com']);
  });

  it('takes a file without a header as it is', async () => {
    const { inspection, brief } = await rowsOf('x,a@example.com,"Thu, 13 Oct 2011 18:02:00 GMT"\ny,b@example.com,\n');
    assert.deepEqual(inspection.plan.mapping, { address: 1, created_at: 2 });
    assert.deepEqual(inspection.plan.columns, ['Column 1', 'Column 2', 'Column 3']);
    assert.deepEqual(brief, ['1: complaints a@example.com @2011-10-13T18:02:00.000Z', '2: complaints b@example.com']);
  });

  it('leaves out a title before the header, and the header where it stands again', async () => {
    const { inspection, brief } = await rowsOf('Our list\n\nemail,x\na@example.com,\nemail,x\nb@example.com,\n');
    assert.deepEqual(brief, ['4: complaints a@example.com', '6: complaints b@example.com']);
    assert.equal(inspection.warnings.length, 1);
  });

  it('takes ragged rows', async () => {
    const { brief } = await rowsOf('x,email,y\n1\n1,a@example.com\n1,b@example.com,2,3,4\n');
    assert.deepEqual(brief, [
      '2: ! The address is missing.',
      '3: complaints a@example.com',
      '4: complaints b@example.com',
    ]);
  });

  it('finds the addresses where no name tells', async () => {
    const { inspection, brief } = await rowsOf('Kunde;Postfach\n1;a@example.com\n');
    assert.deepEqual(inspection.plan.mapping, { address: 1 });
    assert.deepEqual(brief, [SMALL]);
  });

  it('prefers of two columns of the same name the one with addresses', async () => {
    const { inspection } = await rowsOf('email,email\nno,a@example.com\n');
    assert.deepEqual(inspection.plan.mapping, { address: 1 });
    assert.match(inspection.warnings[0] ?? '', /several columns “email”/);
  });

  it('does not mistake the columns of its own report for data', async () => {
    const { inspection } = await rowsOf(
      'import_line,import_problem,address,code,error,created_at\n7,"no, a@b.example",x@example.com,550,,\n',
    );
    assert.equal(inspection.provider?.id, 'mailgun');
    assert.deepEqual(inspection.plan.mapping, { address: 2, code: 3, error: 4, created_at: 5 });
  });

  it('reads bare addresses, several in a line', async () => {
    const { inspection, brief } = await rowsOf(
      'a@example.com, b@example.com; "Doe, J" <c@Example.com>\n\nd@example.com\n',
      'spam.txt',
    );
    assert.equal(inspection.plan.format, 'text');
    assert.deepEqual(brief, [
      '1: complaints a@example.com',
      '1: complaints b@example.com',
      '1: complaints c@example.com',
      '3: complaints d@example.com',
    ]);
  });

  it('reads bare domains for the allowlist', async () => {
    const { inspection, brief } = await rowsOf('Example.com\nexample.org\na@example.net\n', 'x.txt');
    assert.deepEqual(inspection.lists, ['allowlist']);
    assert.deepEqual(brief, [
      '1: allowlist domain example.com ""',
      '2: allowlist domain example.org ""',
      '3: allowlist address a@example.net ""',
    ]);
  });

  for (const [what, content] of [
    ['an array', '[{"email":"a@example.com"}]'],
    ['an array over several lines', '[\r\n {\r\n"email":"a@example.com"\r\n}]'],
    ['an array under a key', '{"other":{"email":[1]},"none":[],"people":[{"email":"a@example.com"}],"x":1}'],
    ['an array of texts', '["a@example.com"]'],
    ['objects one after the other', '{"email":"a@example.com"}\n'],
    ['objects over several lines', '{\n "email":"a@example.com",\n "n":[{"x":1}]\n}\n'],
  ] as const) {
    it(`reads JSON: ${what}`, async () => {
      const { rows } = await rowsOf(content, 'spam.json');
      assert.deepEqual(
        rows.map(({ entry }) => entry?.address),
        ['a@example.com'],
      );
    });
  }

  it('reads pages of JSON one after the other', async () => {
    const { brief } = await rowsOf(
      '{"items":[{"address":"a@example.com","created_at":null}]}\n{"items":[{"address":"b@example.com"}]}\n{"items":[]}',
      'x.json',
    );
    assert.deepEqual(brief, ['1: complaints a@example.com', '2: complaints b@example.com']);
  });
});
