// The words of one language, and how it writes numbers and dates; the same habits as sim/show/words.py.
var NBSP = '\u00a0', MINUS = '\u2212', UNKNOWN = '—';
var Words = {
  all: { fr: {}, en: {} }, lang: 'fr', start: [2010, 4],
  t: function (key, values) {
    var text = this.all[this.lang][key];
    if (text === undefined) return key;
    return values ? this.fill(text, values) : text;
  },
  has: function (key) { return this.all[this.lang][key] !== undefined; },
  fill: function (text, values) {
    var w = this;
    return text.replace(/\{(\w+)\|([^|}]*)\|([^}]*)\}/g, function (_, name, one, many) {
      var n = values[name];
      return (w.lang === 'fr' ? Math.abs(n) < 2 : n === 1) ? one : many;
    }).replace(/\{(\w+)\}/g, function (_, name) {
      var v = values[name];
      return typeof v === 'number' ? w.number(v, 0) : String(v);
    });
  },
  number: function (x, decimals) {
    if (!isFinite(x)) return UNKNOWN;
    var text = even(Math.abs(x), decimals || 0);
    var parts = text.split('.');
    var head = parts[0].replace(/\B(?=(\d{3})+$)/g, this.lang === 'fr' ? NBSP : ',');
    text = head + (parts[1] ? (this.lang === 'fr' ? ',' : '.') + parts[1] : '');
    return x < 0 && /[1-9]/.test(text) ? MINUS + text : text;
  },
  percent: function (share, decimals) {
    var text = this.number(100 * share, decimals);
    return text === UNKNOWN ? text : text + (this.lang === 'fr' ? NBSP + '%' : '%');
  },
  dollars: function (amount) {
    var million = Math.abs(amount) >= 999500;
    var text = million ? this.number(Math.abs(amount) / 1e6, 2) : this.number(Math.abs(amount), 0);
    if (text === UNKNOWN) return text;
    var sign = amount < 0 ? MINUS : '';
    return this.lang === 'fr' ? sign + text + NBSP + (million ? 'M$' : '$') : sign + '$' + text + (million ? 'M' : '');
  },
  date: function (month, short) {
    var k = this.start[1] - 1 + month;
    return this.t((short ? 'months_short.' : 'months.') + (k % 12 + 1)) + NBSP + (this.start[0] + Math.floor(k / 12));
  },
  year: function (month) { return this.start[0] + Math.floor((this.start[1] - 1 + month) / 12); },
  join: function (items) {
    if (items.length < 2) return items.join('');
    return items.slice(0, -1).join(', ') + ' ' + this.t('report.and') + ' ' + items[items.length - 1];
  }
};
function even(x, decimals) { // halves go to the even digit, as in Python
  var text = x.toFixed(decimals), scaled = x * Math.pow(10, decimals);
  if (Math.abs(scaled % 1 - 0.5) < 1e-9 && Math.floor(scaled) % 2 === 0) {
    text = (Math.floor(scaled) / Math.pow(10, decimals)).toFixed(decimals);
  }
  return text;
}
function t(key, values) { return Words.t(key, values); }
function colon() { return Words.lang === 'fr' ? NBSP + ': ' : ': '; }
function capital(text) { return text.charAt(0).toUpperCase() + text.slice(1); }
// The sentence of one line of the log.
var AMOUNTS = ['fund_opens', 'money_returned', 'envelope_changed'];
function sentenceOf(word, amount) {
  var x = AMOUNTS.indexOf(word) >= 0 ? Words.dollars(amount)
    : word === 'adjusted' ? Words.number(amount, 2) : Words.percent(amount);
  return Words.has('events.' + word) ? t('events.' + word, { n: Number(even(amount, 0)), x: x }) : word;
}
