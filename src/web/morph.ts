/**
 * Makes an element like another one, piece by piece, so that the focus, what was typed or chosen, and what stays the same
 * are left alone. Pieces with an id are known by it; those marked `data-keep` are left as they are while they are there.
 */
export function morph(now: Element, then: Element): void {
  if (now.hasAttribute('data-keep') && now.id === then.id) return;
  takeAttributes(now, then);
  const rest = new Set<ChildNode>(now.childNodes);
  let place: ChildNode | null = now.firstChild;
  for (const wanted of [...then.childNodes]) {
    const found = findLike(wanted, place, rest, now);
    if (!found) {
      now.insertBefore(wanted, place);
      continue;
    }
    rest.delete(found);
    if (found === place) place = found.nextSibling;
    else now.insertBefore(found, place);
    if (found instanceof Element && wanted instanceof Element) morph(found, wanted);
    else if (found.nodeValue !== wanted.nodeValue) found.nodeValue = wanted.nodeValue;
  }
  for (const gone of rest) gone.remove();
}

/** The piece that is the same one: by its id where it has one, else the next of the same kind without an id. */
function findLike(wanted: ChildNode, place: ChildNode | null, rest: Set<ChildNode>, parent: Element): ChildNode | null {
  if (wanted instanceof Element && wanted.id !== '') {
    const known = [...rest].find((one) => one instanceof Element && one.id === wanted.id);
    return known?.parentNode === parent && known.nodeName === wanted.nodeName ? known : null;
  }
  if (!place || !rest.has(place) || place.nodeName !== wanted.nodeName) return null;
  // A hidden field is known by its name: another one in its place is another one.
  if (nameOf(place) !== nameOf(wanted)) return null;
  return place instanceof Element && place.id !== '' ? null : place;
}

function takeAttributes(now: Element, then: Element): void {
  for (const { name } of [...now.attributes]) {
    if (!then.hasAttribute(name) && !isTheirs(now, name)) now.removeAttribute(name);
  }
  for (const { name, value } of [...then.attributes]) {
    if (!isTheirs(now, name) && now.getAttribute(name) !== value) now.setAttribute(name, value);
  }
}

/** What a person does to an element is theirs: which details they opened, what they chose or typed. */
function isTheirs(element: Element, name: string): boolean {
  if (name === 'value')
    return element instanceof HTMLInputElement && (element.type === 'text' || element.type === 'search');
  return name === 'open' || name === 'checked' || name === 'selected';
}

function nameOf(node: ChildNode): string | null {
  return node instanceof Element ? node.getAttribute('name') : null;
}
