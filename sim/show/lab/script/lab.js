// The laboratory: ask, draw, play, compare.
var Offered = JSON.parse(byId('offered').textContent), Looks = Offered.looks;
Words.all = Offered.words; Words.start = Offered.start;
var Shown = { run: null, reference: null, month: 0, place: 0, bands: null, referenceBands: null, answer: null, playing: false, speed: 6, numbers: {}, asked: 0 };
var Views = [
  { name: 'map', picture: mapPicture, update: mapUpdate, legend: mapLegend, table: mapTable, how: function (at) { return t('lab.map_how') + (at.reference ? ' ' + t('lab.map_ring') : ''); } },
  { name: 'axes', picture: axesPicture, update: updateAxes, legend: axesLegend, table: axesTable, how: function (at) { return t('lab.axes_how', { n: at.run.scene.window }); } },
  { name: 'why', picture: whyPicture, table: whyTable, legend: function (at) { return esc(whySentence(at)) + tick(at); }, how: function (at) { return t('lab.why_how', { n: at.run.scene.window }); } },
  { name: 'money', picture: moneyPicture, table: moneyTable, legend: function (at) { return esc(t('lab.set_aside', { x: Words.dollars(cents(at.run, 'coordination', at.place, at.month)) })) + (weak(at) ? ' * ' + esc(capital(t('lab.extrapolated'))) + '.' : '') + tick(at); }, how: function () { return t('lab.money_how'); } },
  { name: 'tables', picture: tablesPicture, table: tablesTable, legend: function (at) { return (phaseOf(at) ? esc(capital(t('lab.phase')) + colon() + phaseOf(at)) + '. ' : '') + tick(at); }, how: function () { return t('lab.tables_how'); } }
];
function tick(at) { return at.reference ? ' ' + esc(t('lab.tick')) : ''; }
function now() { return { run: Shown.run, reference: Shown.reference, month: Shown.month, place: Shown.place, bands: Shown.bands, referenceBands: Shown.referenceBands }; }
function updateAxes(at, box, width, height) {
  box.querySelector('.cursor').innerHTML = axesCursor(at, frame(at, width, height));
  box.querySelector('svg').setAttribute('aria-label', axesAlt(at));
}
function get(path, text) {
  return fetch(path, text === undefined ? {} : { method: 'POST', body: text }).then(function (answer) {
    return answer.json().then(function (found) {
      if (!answer.ok) { var why = new Error((found.error || {})[State.lang] || t('lab.failed')); why.told = true; throw why; }
      return found;
    });
  }, function () { throw new Error(t('lab.offline')); });
}
function say(text) { byId('message').textContent = text; byId('message').hidden = !text; }

// Asking: the last thing asked wins; an answer that comes too late is dropped.
var waiting = null;
function changed(moving) {
  State.month = Shown.month;
  if (waiting) clearTimeout(waiting);
  waiting = setTimeout(function () { waiting = null; load(request()); }, moving ? 40 : 0);
}
function load(query) {
  var token = ++Shown.asked, slow = setTimeout(function () { if (token === Shown.asked) say(t('lab.loading')); }, 1200);
  var slower = setTimeout(function () { if (token === Shown.asked) say(t('lab.compiling')); }, 6000);
  document.body.classList.add('busy');
  return get('run?' + query).then(function (found) {
    if (token !== Shown.asked) return;
    say('');
    take(found.run, found.reference);
    show(found);
    behind(token);
  }).catch(function (why) {
    if (token !== Shown.asked) return;
    say(why.message + (Shown.run ? ' ' + t('lab.kept') : ''));
    if (!Shown.run && query !== request() && why.told) { var told = why.message; load(request()).then(function () { say(told); }); }
  }).then(function () {
    clearTimeout(slow); clearTimeout(slower);
    if (token === Shown.asked) document.body.classList.remove('busy');
  });
}
function show(found) {
  var first = !Shown.run, before = Shown.run && Shown.run.territory;
  Shown.run = found.run; Shown.reference = found.reference;
  document.body.classList.toggle('versus', Boolean(found.reference));
  Shown.bands = Shown.referenceBands = Shown.answer = null;
  var net = found.run.place, codes = net.code.concat(net.regions, ['']);
  if (first || before !== found.run.territory) Shown.place = Math.max(0, codes.lastIndexOf(State.place));
  if (codes.lastIndexOf(State.place) < 0) { State.place = ''; Shown.place = codes.length - 1; }
  Shown.month = Math.min(State.month === null ? (first ? 0 : Shown.month) : State.month, found.run.scene.months - 1);
  byId('month').max = found.run.scene.months - 1;
  drawControls(); drawPlaces(); drawAll();
  document.documentElement.dataset.ready = String(+(document.documentElement.dataset.ready || 0) + 1);
}
function drawPlaces() {
  var net = Shown.run.place, n = net.name.length;
  byId('place').innerHTML = option(n + net.regions.length, t('lab.everywhere'), false) + net.regions.map(function (r, k) {
    var inside = net.name.map(function (name, i) { return net.region[i] === k ? option(i, name) : ''; }).join('');
    return group(r, option(n + k, t('lab.region') + colon() + r) + inside);
  }).join('');
  byId('place').value = Shown.place;
}
function choose(p) {
  var net = Shown.run.place, codes = net.code.concat(net.regions, ['']);
  Shown.place = p; State.place = codes[p];
  byId('place').value = p;
  drawAll();
}

// Drawing
function size(box) { return [Math.max(box.clientWidth, 120), Math.max(box.clientHeight, 60)]; }
function drawAll() {
  var at = now();
  Views.forEach(function (view) {
    var box = byId(view.name);
    if (!box.firstChild) box.innerHTML = '<div class="head"><h2></h2><button class="behind">?</button><button class="numbers"></button></div><p class="how"></p><div class="legend"></div><div class="drawing"></div>';
    box.querySelector('h2').textContent = t('lab.' + view.name);
    box.querySelector('.how').innerHTML = (view.name === 'map' ? '' : '<b>' + esc(placeName(at.run, at.place)) + '</b> · ') + esc(view.how(at));
    var button = box.querySelector('.numbers');
    button.textContent = t(Shown.numbers[view.name] ? 'lab.picture' : 'lab.numbers');
    button.setAttribute('aria-label', t('lab.' + view.name) + colon() + button.textContent);
  });
  if (!byId('log').firstChild) byId('log').innerHTML = '<div class="head"><h2></h2><button class="behind">?</button></div><p class="how"></p><ol tabindex="0"></ol>';
  byId('log').querySelector('h2').textContent = t('lab.log');
  byId('log').querySelector('.how').innerHTML = '<b>' + esc(placeName(at.run, at.place)) + '</b>';
  document.querySelectorAll('.behind').forEach(function (button) {
    var text = t('lab.assumptions') + colon() + t('lab.behind_picture', { name: t('lab.' + button.closest('.picture').id) });
    button.title = text; button.setAttribute('aria-label', text);
  });
  Views.forEach(function (view) { byId(view.name).querySelector('.legend').innerHTML = view.legend(at); });
  Views.forEach(function (view) { drawView(view, at, true); });
  drawMonth(true);
}
function drawView(view, at, whole) {
  var box = byId(view.name).querySelector('.drawing');
  if (Shown.numbers[view.name]) {
    var rows = view.table(at);
    box.innerHTML = '<div class="scroll" tabindex="0">' + table(rows[0], rows[1], Words.date(at.month)) + '</div>';
    return;
  }
  var s = whole || !box.dataset.width ? size(box) : [+box.dataset.width, +box.dataset.height];
  var held = box.contains(document.activeElement) ? document.activeElement.dataset.place : undefined;
  if (whole || !view.update) box.innerHTML = view.picture(at, s[0], s[1]);
  box.dataset.width = s[0]; box.dataset.height = s[1];
  if (view.update) view.update(at, box, s[0], s[1]);
  var again = held !== undefined && box.querySelector('.territory[data-place="' + held + '"]'); // whoever stands there stays
  if (again && again !== document.activeElement) again.focus();
}
function drawMonth(already) {
  var at = now(), range = byId('month');
  if (!already) Views.forEach(function (view) {
    drawView(view, at, false);
    if (view.name !== 'axes') byId(view.name).querySelector('.legend').innerHTML = view.legend(at);
  });
  range.value = at.month;
  range.setAttribute('aria-valuetext', t('lab.month_of', { date: Words.date(at.month), k: at.month + 1, n: at.run.scene.months }));
  byId('date').textContent = capital(Words.date(at.month));
  byId('where').textContent = t('lab.month_of', { date: '', k: at.month + 1, n: at.run.scene.months }).replace(/^, /, '') + ' · ' + byId('territory').selectedOptions[0].textContent;
  byId('told').innerHTML = toldHtml(at);
  byId('log').querySelector('ol').innerHTML = logHtml(at);
  if (!Shown.playing) remember();
}
var remembering = null;
function remember() { // browsers refuse addresses that change too often
  if (remembering) return;
  remembering = setTimeout(function () { remembering = null; State.month = Shown.month; history.replaceState(null, '', address()); }, 250);
}
function goTo(month) {
  month = Math.max(0, Math.min(Shown.run.scene.months - 1, month));
  if (month === Shown.month) return;
  Shown.month = month;
  drawMonth();
}

// Playing
function play(on) {
  Shown.playing = on;
  byId('play').textContent = on ? '❚❚ ' + t('lab.pause') : '▶ ' + t('lab.play');
  if (!on) { if (Shown.run) remember(); return; }
  if (Shown.month >= Shown.run.scene.months - 1) goTo(0);
  var last = performance.now(), carried = 0;
  Shown.frames = 0; Shown.began = last;
  requestAnimationFrame(function next(time) {
    if (!Shown.playing) return;
    carried += (time - last) / 1000 * Shown.speed; last = time; Shown.frames++;
    var whole = Math.floor(carried);
    carried -= whole;
    if (whole > 0) goTo(Shown.month + whole);
    if (Shown.month >= Shown.run.scene.months - 1) play(false); else requestAnimationFrame(next);
  });
}

// Replicates behind the page
function behind(token) {
  drawVerdict();
  if (State.n < 1) return;
  var asked = request() + '&n=' + State.n;
  (function again(patience) {
    if (token !== Shown.asked) return;
    get('replicates?' + asked).then(function (found) {
      if (token !== Shown.asked) return;
      var had = Shown.bands;
      Shown.answer = found; Shown.bands = found.bands; Shown.referenceBands = found.reference || null;
      if (Shown.bands && (!had || found.done === found.total)) drawView(Views[1], now(), true);
      drawVerdict();
      if (found.done < found.total) setTimeout(function () { again(patience); }, 150);
    }, function (why) {
      if (token === Shown.asked && patience > 0) setTimeout(function () { again(patience - 1); }, 2000); else if (token === Shown.asked) say(why.message);
    });
  })(5);
}
function differences(d) { // the surest, then how sure
  return (d.first.length ? '<ul>' + d.first.map(function (one) { var cut = (one[1] + ' (').indexOf(' ('); return '<li>' + esc(capital(one[0])) + '<br><b>' + esc(one[1].slice(0, cut)) + '</b> <small>' + esc(one[1].slice(cut + 1)) + '</small></li>'; }).join('') + '</ul>' : '')
    + '<span>' + esc(d.sentence) + '</span> <button id="sure">' + esc(t('lab.how_sure')) + '</button>';
}
function drawVerdict() {
  var box = byId('verdict'), found = Shown.answer, text = '';
  if (State.reference) text = '<b>' + esc(t('lab.versus', { name: nameOf(State.reference) })) + '</b> → <b>' + esc(nameOf(State)) + '</b>. ';
  else text = '<b>' + esc(nameOf(State)) + '</b>. ';
  if (State.reference && alike(State, State.reference)) text += esc(t('lab.identical'));
  else if (found && found.difference) text += differences(found.difference[State.lang]);
  else if (found && found.done < found.total) text += esc(t('lab.behind', { done: found.done, total: found.total })) + ' <progress max="' + found.total + '" value="' + found.done + '"></progress>';
  else if (found && found.bands) text += esc(t('lab.banded', { n: State.n }));
  box.innerHTML = text;
  if (byId('sure')) byId('sure').addEventListener('click', function () {
    var d = found.difference[State.lang];
    openDialog(t('lab.how_sure'), '<p>' + esc(d.sentence) + '</p><div class="scroll">' + table([t('lab.outcome'), t('lab.gap'), t('lab.sureness')], d.lines.map(function (l) { return [capital(l.name), l.gap, t('lab.sure_' + l.sure, l)]; })) + '</div>');
  });
}

// Language, keyboard, start
function translate() {
  Words.lang = State.lang;
  document.documentElement.lang = State.lang;
  document.title = t('lab.title');
  document.querySelectorAll('[data-t]').forEach(function (e) { e.textContent = t(e.dataset.t); });
  document.querySelectorAll('[data-label]').forEach(function (e) { e.setAttribute('aria-label', t(e.dataset.label)); });
  byId('language').lang = State.lang === 'fr' ? 'en' : 'fr';
  byId('speed').innerHTML = [3, 6, 12, 24].map(function (n) { return option(n, t('lab.months_a_second', { n: n }), n === Shown.speed); }).join('');
  drawSliders(); drawControls(); play(Shown.playing && false);
  if (Shown.run) { drawPlaces(); drawAll(); drawVerdict(); }
}
function keys(event) {
  if (/INPUT|SELECT|TEXTAREA/.test(event.target.tagName) || byId('dialog').open || event.ctrlKey || event.metaKey || event.altKey || !Shown.run) return;
  var pressed = event.key === ' ' && /BUTTON|SUMMARY|A/.test(event.target.tagName);
  if (event.target.closest && event.target.closest('.territory') && (event.key === 'Enter' || event.key === ' ')) {
    var p = +event.target.closest('.territory').dataset.place;
    choose(Shown.place === p ? Shown.run.place.name.length + Shown.run.place.regions.length : p);
    var again = document.querySelector('.territory[data-place="' + p + '"]');
    if (again) again.focus();
  } else if (event.key === ' ' && !pressed) play(!Shown.playing);
  else if (event.key === 'ArrowRight') goTo(Shown.month + 1);
  else if (event.key === 'ArrowLeft') goTo(Shown.month - 1);
  else return;
  event.preventDefault();
}
function begin() {
  readLook(location.search);
  listen(changed);
  byId('play').addEventListener('click', function () { play(!Shown.playing); });
  byId('back').addEventListener('click', function () { goTo(Shown.month - 1); });
  byId('on').addEventListener('click', function () { goTo(Shown.month + 1); });
  byId('month').addEventListener('input', function () { goTo(+this.value); });
  byId('speed').addEventListener('change', function () { Shown.speed = +this.value; });
  byId('place').addEventListener('change', function () { choose(+this.value); });
  byId('language').addEventListener('click', function () { State.lang = State.lang === 'fr' ? 'en' : 'fr'; translate(); });
  byId('glossary').addEventListener('click', openGlossary);
  byId('assumptions').addEventListener('click', function () { assumptions(''); });
  byId('share').addEventListener('click', share);
  byId('tour').addEventListener('click', function () { tour(0); });
  byId('map').addEventListener('click', function (event) {
    var g = event.target.closest('.territory'), net = Shown.run && Shown.run.place;
    if (g) choose(Shown.place === +g.dataset.place ? net.name.length + net.regions.length : +g.dataset.place);
  });
  byId('axes').addEventListener('click', function (event) {
    var drawing = event.target.closest('.drawing');
    if (!drawing || Shown.numbers.axes) return;
    var box = drawing.getBoundingClientRect();
    goTo(frame(now(), +drawing.dataset.width, +drawing.dataset.height).month(event.clientX - box.left));
  });
  document.addEventListener('click', function (event) {
    if (event.target.classList.contains('behind')) assumptions(event.target.closest('.picture').id);
    if (!event.target.classList.contains('numbers')) return;
    var name = event.target.closest('.picture').id;
    Shown.numbers[name] = !Shown.numbers[name];
    drawAll();
  });
  document.addEventListener('keydown', keys);
  var resizing = null; // pictures are drawn at the size they have: when a sentence above grows, they shrink
  var watch = new ResizeObserver(function () {
    clearTimeout(resizing);
    resizing = setTimeout(function () { Views.forEach(function (v) { var d = byId(v.name).querySelector('.drawing'); if (Shown.run && d && !Shown.numbers[v.name] && (Math.abs(d.clientWidth - d.dataset.width) > 1 || Math.abs(d.clientHeight - d.dataset.height) > 1)) drawView(v, now(), true); }); }, 60);
  });
  Views.forEach(function (v) { watch.observe(byId(v.name)); });
  addEventListener('popstate', function () { readLook(location.search); translate(); load(withoutLook(location.search)); });
  if (matchMedia('(max-width: 700px)').matches) byId('controls').open = false;
  translate();
  load(withoutLook(location.search) || request());
}
begin();
