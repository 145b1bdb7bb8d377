// Two people drew on one plan. Pure: what each changed since what both had seen, and both together.
(() => {
  "use strict";
  const { same } = plan;
  const byKey = (doc) => new Map(doc.pieces.map((piece) => [piece.key, piece]));

  // Their drawing in my keys: what I drew and saved as n3 they know as b77.
  function inMyKeys(theirs, ids) {
    const kind = (key, piece) => `${piece.kind === "booth"}:${piece.id}`;
    const mine = new Map();
    for (const [key, { id, isBooth }] of ids) mine.set(`${isBooth}:${id}`, key);
    const names = new Map(theirs.pieces.map((piece) => [piece.key, mine.get(kind(piece.key, piece)) || piece.key]));
    return {
      ...theirs,
      pieces: theirs.pieces.map((piece) => ({
        ...piece, key: names.get(piece.key), supply: names.get(piece.supply) || null,
      })),
    };
  }

  function changes(before, after) {
    const [old, now] = [byKey(before), byKey(after)];
    const told = { added: [], changed: [], removed: [] };
    now.forEach((piece, key) => {
      if (!old.has(key)) told.added.push(piece);
      else if (!same(old.get(key), piece)) told.changed.push(piece);
    });
    old.forEach((piece, key) => { if (!now.has(key)) told.removed.push(piece); });
    return told;
  }

  // Each one's changes; where both changed the same piece mine stand, and are named.
  function merged(base, mine, theirs) {
    const [old, own, other] = [byKey(base), byKey(mine), byKey(theirs)];
    const both = [];
    const pieces = [];
    for (const key of new Set([...other.keys(), ...own.keys()])) {
      const [before, here, there] = [old.get(key), own.get(key), other.get(key)];
      let kept = here;
      if (same(here, before)) kept = there;
      else if (!same(there, before) && !same(here, there)) {
        both.push(here || there);
        // Deleted by one, changed by the other: it stays.
        kept = here || there;
      }
      if (kept) pieces.push(kept);
    }
    const site = {};
    for (const name of Object.keys(theirs.site)) {
      site[name] = same(mine.site[name], base.site[name]) ? theirs.site[name] : mine.site[name];
    }
    const there = new Set(pieces.map((piece) => piece.key));
    const whole = pieces.map((piece) =>
      (piece.supply && !there.has(piece.supply) ? Object.freeze({ ...piece, supply: null }) : Object.freeze(piece)));
    return { doc: { site: Object.freeze(site), pieces: Object.freeze(whole) }, both };
  }

  plan.merge = { inMyKeys, changes, merged };
})();
