// Curves between places, and rings around them.

function control(a, b, bend) {
  return { x: (a.x + b.x) / 2 - (b.y - a.y) * bend, y: (a.y + b.y) / 2 + (b.x - a.x) * bend };
}

// The first share `t` of the curve from a to b (a quadratic Bézier cut by de Casteljau's rule).
function curve(c, a, b, bend, t) {
  const m = control(a, b, bend),
    end = point(a, b, bend, t);
  c.moveTo(a.x, a.y);
  c.quadraticCurveTo(a.x + (m.x - a.x) * t, a.y + (m.y - a.y) * t, end.x, end.y);
}

function point(a, b, bend, t) {
  const m = control(a, b, bend),
    u = 1 - t;
  return {
    x: u * u * a.x + 2 * u * t * m.x + t * t * b.x,
    y: u * u * a.y + 2 * u * t * m.y + t * t * b.y,
  };
}

function ring(c, spot, radius, colour, width) {
  c.strokeStyle = colour;
  c.lineWidth = width;
  c.beginPath();
  c.arc(spot.x, spot.y, radius, 0, 7);
  c.stroke();
}

function ripple(c, spot, colour, progress, tier) {
  c.globalAlpha = 1 - 0.55 * progress;
  ring(c, spot, 6 + (7 + 5 * tier) * progress, colour, TIER_WIDTH[tier]);
  c.globalAlpha = 1;
}
