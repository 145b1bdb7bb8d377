// Rectangles on a plan, in metres: x and y are the top left corner before turning, the angle is
// degrees clockwise about the centre. Pure; shared by the parts of the plan editor.
window.plan = {};
(() => {
  "use strict";
  const GRID = 0.5;
  const LEAST = 0.3;

  const round = (metres) => Math.round(metres * 100) / 100;
  const toGrid = (metres, step = GRID) => round(Math.round(metres / step) * step);
  const centre = (piece) => ({ x: piece.x + piece.width / 2, y: piece.y + piece.depth / 2 });

  function turned(point, degrees) {
    const turn = (degrees * Math.PI) / 180;
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    return { x: point.x * cos - point.y * sin, y: point.x * sin + point.y * cos };
  }

  function corners(piece) {
    const middle = centre(piece);
    return [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([across, down]) => {
      const corner = { x: (across * piece.width) / 2, y: (down * piece.depth) / 2 };
      const there = turned(corner, piece.angle);
      return { x: middle.x + there.x, y: middle.y + there.y };
    });
  }

  // The upright box around one piece or several.
  function bounds(...pieces) {
    const points = pieces.flatMap(corners);
    const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
    const box = { left: Math.min(...xs), top: Math.min(...ys) };
    return { ...box, right: Math.max(...xs), bottom: Math.max(...ys) };
  }

  const inside = (box, outer) =>
    box.left >= outer.left && box.right <= outer.right && box.top >= outer.top && box.bottom <= outer.bottom;
  const touch = (one, other) =>
    one.left < other.right - 0.001 && other.left < one.right - 0.001 &&
    one.top < other.bottom - 0.001 && other.top < one.bottom - 0.001;

  // By how much one axis of a moving box is off the nearest edge or middle of the others.
  function nearestEdge(box, others, [low, high], reach) {
    const own = [box[low], (box[low] + box[high]) / 2, box[high]];
    let best = null;
    for (const other of others) {
      for (const edge of [other[low], (other[low] + other[high]) / 2, other[high]]) {
        for (const mine of own) {
          const off = edge - mine;
          if (Math.abs(off) <= reach && (!best || Math.abs(off) < Math.abs(best.off))) {
            best = { off, edge, other };
          }
        }
      }
    }
    return best;
  }

  const AXES = { x: ["left", "right"], y: ["top", "bottom"] };

  // One axis of a move: to a neighbour's edge or the grid, whichever is nearer.
  function snapAxis(box, by, others, [low, high], reach) {
    const moved = { ...box, [low]: box[low] + by, [high]: box[high] + by };
    const edge = nearestEdge(moved, others, [low, high], reach);
    const grid = toGrid(moved[low]) - moved[low];
    return round(by + (edge && Math.abs(edge.off) <= Math.abs(grid) ? edge.off : grid));
  }

  // Moves `box` by a free (dx, dy) to where it meets a neighbour or the grid; `guides` are the
  // lines it then shares with others.
  function snapMove(box, dx, dy, others, reach, free) {
    if (free) return { dx: round(dx), dy: round(dy), guides: [] };
    const step = { x: snapAxis(box, dx, others, AXES.x, reach), y: snapAxis(box, dy, others, AXES.y, reach) };
    const there = { left: box.left + step.x, right: box.right + step.x, top: box.top + step.y, bottom: box.bottom + step.y };
    const guides = ["x", "y"].map((axis) => [axis, nearestEdge(there, others, AXES[axis], 0.006)])
      .filter(([, best]) => best).map(([axis, best]) => ({ axis, at: best.edge }));
    return { dx: step.x, dy: step.y, guides };
  }

  // One coordinate of an edge that is being pulled.
  function snapEdge(value, axis, others, reach, free) {
    if (free) return round(Math.round(value * 10) / 10);
    const edges = others.flatMap((other) => AXES[axis].map((side) => other[side]))
      .filter((edge) => Math.abs(edge - value) <= reach);
    const away = (place) => Math.abs(place - value);
    return round([toGrid(value), ...edges].sort((one, two) => away(one) - away(two))[0]);
  }

  // The piece whose sides named by `handle` (n, ne, e …) were pulled to `point`; the rest stays.
  function resized(piece, handle, point, snap) {
    const middle = centre(piece);
    const upright = piece.angle % 180 === 0;
    const target = upright
      ? { x: snap(point.x, "x"), y: snap(point.y, "y") }
      : point;
    const local = turned({ x: target.x - middle.x, y: target.y - middle.y }, -piece.angle);
    const box = { l: -piece.width / 2, r: piece.width / 2, t: -piece.depth / 2, b: piece.depth / 2 };
    const size = (metres) => Math.max(LEAST, upright ? metres : toGrid(metres) || LEAST);
    if (handle.includes("e")) box.r = box.l + size(local.x - box.l);
    if (handle.includes("w")) box.l = box.r - size(box.r - local.x);
    if (handle.includes("s")) box.b = box.t + size(local.y - box.t);
    if (handle.includes("n")) box.t = box.b - size(box.b - local.y);
    const shift = turned({ x: (box.l + box.r) / 2, y: (box.t + box.b) / 2 }, piece.angle);
    const [width, depth] = [round(box.r - box.l), round(box.b - box.t)];
    return {
      ...piece, width, depth,
      x: round(middle.x + shift.x - width / 2),
      y: round(middle.y + shift.y - depth / 2),
    };
  }

  const angle = (degrees) => ((Math.round(degrees) % 360) + 360) % 360;

  plan.geometry = {
    GRID, LEAST, round, toGrid, centre, turned, corners, bounds, inside, touch,
    snapMove, snapEdge, resized, angle,
  };
})();
