/* What axe's verdict depends on, and not the words: every element with its attributes, as one text.
   Words count only as there or not. An id and what refers to it become the order in which the ids
   were met: two elements with one id, or a reference to nothing, stay visible. */
() => {
  const AS_THEY_ARE = /^(class|role|type|tabindex|style|hidden|disabled|scope|colspan|rowspan|dir|rel|open|autocomplete|inputmode|target|http-equiv|required|readonly|multiple|width|height|viewBox|aria-.*)$/;
  const WORDS = /^aria-(label|description|valuetext|placeholder|roledescription)$/;
  const REFERENCES = /^(id|for|headers|form|list|aria-(labelledby|describedby|controls|owns|details|flowto|activedescendant|errormessage))$/;
  const met = new Map();
  const order = id => met.get(id) ?? met.set(id, met.size).get(id);
  const isOfALanguage = element => element.matches('html, button[name=language], button[name=speak]');

  function attribute(element, name, value) {
    if (isOfALanguage(element) && (name === 'lang' || name === 'aria-current')) return '';
    if (REFERENCES.test(name)) return `${name}=${value.split(/\s+/).map(order)}`;
    if (name === 'href' && value.startsWith('#')) return `href=#${order(value.slice(1))}`;
    if (name === 'href' && element.matches('link')) return `href=${value}`;
    if (name === 'lang') return `lang=${value}`;
    if (name === 'name' && element.matches('meta, input')) return `name=${value}`;
    if (name === 'content' && element.matches('[name=viewport], [http-equiv]')) return `=${value}`;
    if (AS_THEY_ARE.test(name) && !WORDS.test(name)) return `${name}=${value}`;
    return `${name}${value.trim() ? '+' : '-'}`;
  }

  function state(element) {
    const is = [element.checked && 'checked', element.indeterminate && 'mixed',
      element === document.activeElement && 'focus', isSmall(element) && 'small',
      'value' in element && (element.value ? 'full' : 'empty')];
    return is.filter(Boolean).join();
  }

  /* Longer words may leave less room to touch than the 24 px of WCAG 2.5.8. */
  function isSmall(element) {
    if (!element.matches('a, button, input, select, textarea, summary')) return false;
    const place = element.getBoundingClientRect();
    return place.width < 24 || place.height < 24;
  }

  function read(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? 'T' : '';
    if (node.nodeType !== Node.ELEMENT_NODE) return '';
    const attributes = [...node.attributes].map(each => attribute(node, each.name, each.value))
      .filter(Boolean).sort();
    const inside = node.matches('script, style') ? '' : [...node.childNodes].map(read).join('');
    return `<${node.localName} ${attributes.join(' ')} ${state(node)}>${inside}</>`;
  }

  const looks = ['print', '(prefers-color-scheme: dark)', '(forced-colors: active)'];
  const view = [innerWidth, scrollY > 0, ...looks.map(look => matchMedia(look).matches)];
  return view.join() + read(document.documentElement);
}
