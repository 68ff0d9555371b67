// The left column: where, which situation, which rule, conditions, luck.
function option(value, text, chosen) { return tag('option', { value: value, selected: chosen ? 'selected' : null }, esc(text)); }
function group(name, inside) { return tag('optgroup', { label: name }, inside); }
function sliderOf(key) { return Offered.sliders.find(function (s) { return s.key === key; }); }
function sliderText(s, value) { return s.share ? Words.percent(value) : Words.number(+value) + (s.unit === 'months' ? NBSP + t('lab.months_short', { n: +value }) : ''); }
function drawTerritories() {
  var list = function (rows) { return rows.map(function (r) { return option(r.name, r.title, r.name === State.territory); }).join(''); };
  var known = ['six_regions', 'quebec'].concat(Offered.territories.studied.concat(Offered.territories.others).map(function (r) { return r.name; }));
  byId('territory').innerHTML = (known.indexOf(State.territory) < 0 ? option(State.territory, State.territory, true) : '')
    + option('six_regions', t('lab.six_regions'), State.territory === 'six_regions')
    + group(t('lab.studied'), list(Offered.territories.studied)) + group(t('lab.others'), list(Offered.territories.others)) + option('quebec', t('lab.all_quebec'), State.territory === 'quebec');
}
function drawPresets() {
  var chosen = presetOf(State), rows = Offered.presets.map(function (p) { return option(p.name, p.title[State.lang], chosen === p); }).join('');
  byId('preset').innerHTML = (chosen ? '' : option('', t('lab.own'), true)) + group(t('lab.situations'), rows);
}
function drawRules() {
  var one = function (r) { return option(r.name, r[State.lang].title, r.name === State.rules); };
  var recommended = Offered.recommendations.map(ruleOf), rest = Offered.rules.filter(function (r) { return recommended.indexOf(r) < 0; });
  var whole = rest.filter(function (r) { return r.kind === 'rule'; }), others = rest.filter(function (r) { return r.kind !== 'rule'; });
  byId('rules').innerHTML = (ruleOf(State.rules) ? '' : option(State.rules, ruleTitle(State.rules), true)) + group(t('lab.rules_whole'), whole.map(one).join(''))
    + group(t('lab.rules_recommended'), recommended.map(one).join('')) + (others.length ? group(t('lab.rules_other'), others.map(one).join('')) : '');
}
function drawCard() {
  byId('card').innerHTML = State.rules.split('+').map(ruleOf).filter(Boolean).map(function (r) {
    var c = r[State.lang], lines = c.lines.map(function (l) { return '<dt>' + esc(l[0]) + '</dt><dd>' + esc(l[1]) + ' <small title="' + esc(l[3]) + '">' + esc(l[2]) + '</small></dd>'; }).join('');
    return '<p>' + esc(c.summary) + '</p><details><summary>' + esc(t('lab.what_it_states')) + '</summary>'
      + (lines ? '<dl>' + lines + '</dl>' : '<p>' + esc(t('lab.states_nothing')) + '</p>') + (c.limits ? '<p class="limits">' + esc(c.limits) + '</p>' : '') + '</details>';
  }).join('');
}
function drawSliders() {
  byId('sliders').innerHTML = Offered.sliders.map(function (s) {
    var id = 's-' + s.key.replace('.', '-');
    return '<div class="slider"><label for="' + id + '">' + esc(named(s.key)) + '</label><output for="' + id + '"></output>'
      + '<button class="reset" data-key="' + s.key + '" hidden aria-label="' + esc(t('lab.reset', { name: named(s.key) })) + '">↺</button>'
      + tag('input', { id: id, type: 'range', min: s.low, max: s.high, step: s.step, 'data-key': s.key, 'aria-describedby': id + '-m' })
      + '<p class="meaning" id="' + id + '-m">' + esc(t('lab_meanings.' + s.key)) + ' <small>' + esc(t('lab.span', { low: sliderText(s, s.low), high: sliderText(s, s.high) }) + '. ' + t('lab.tag_' + s.source.charAt(1))) + '</small></p></div>';
  }).join('');
  setSliders();
}
function setSliders() {
  byId('sliders').querySelectorAll('.slider').forEach(function (box) {
    var input = box.querySelector('input'), key = input.dataset.key, s = sliderOf(key);
    var value = key in State.changes ? State.changes[key] : Shown.run && key in Shown.run.values ? Shown.run.values[key] : s.base;
    if (document.activeElement !== input || Math.abs(+input.value - value) > 1e-9) input.value = value;
    var text = sliderText(s, +value);
    box.querySelector('output').textContent = text;
    input.setAttribute('aria-valuetext', text);
    box.querySelector('.reset').hidden = !(key in State.changes);
    box.classList.toggle('changed', key in State.changes);
  });
}
function drawControls() {
  drawTerritories(); drawPresets(); drawRules(); drawCard(); setSliders();
  byId('seed').value = State.seed;
  byId('replicates').value = State.n;
  byId('drop').hidden = !State.reference;
}
function usePreset(name, whole) { // a situation leaves the rule as it is, unless everything goes back
  var p = Offered.presets.find(function (one) { return one.name === name; });
  if (!p) return;
  if (whole || p.rules !== 'fqis_2010') State.rules = p.rules;
  State.months = p.months; State.changes = Object.assign({}, p.changes);
}
function listen(changed) {
  var on = function (id, event, act) { byId(id).addEventListener(event, act); };
  on('territory', 'change', function () { State.territory = this.value; State.place = ''; changed(); });
  on('preset', 'change', function () { usePreset(this.value); changed(); });
  on('rules', 'change', function () { State.rules = this.value; changed(); });
  on('seed', 'change', function () { State.seed = Math.max(0, Math.min(1e9, Math.round(+this.value) || 0)); changed(); });
  on('luck', 'click', function () { State.seed = 1 + Math.floor(Math.random() * 9999); changed(); });
  on('replicates', 'change', function () { State.n = +this.value; changed(); });
  on('base', 'click', function () { usePreset('base', true); changed(); });
  on('sliders', 'input', function (event) {
    var key = event.target.dataset.key;
    if (!key) return;
    State.changes[key] = +event.target.value;
    setSliders(); changed(true);
  });
  on('sliders', 'click', function (event) {
    var button = event.target.closest('.reset');
    if (!button) return;
    delete State.changes[button.dataset.key];
    button.parentNode.querySelector('input').focus();
    changed();
  });
  on('reference', 'click', function () { State.reference = { rules: State.rules, months: State.months, changes: Object.assign({}, State.changes) }; changed(); });
  on('drop', 'click', function () { State.reference = null; changed(); });
}
