// How a story draws: most of the map faint, what is told of in full, with names beside it.

const FAINT = 0.32;
// Criminals stand at sea: no place is theirs.
const CRIME = { x: -2.2, y: -0.7, code: "criminals", name: "criminals" };

class StoryPen extends MapPicture {
  constructor(canvas, fixed) {
    super(canvas, fixed);
    this.names = new Names(fixed);
  }

  suspect(row) {
    return this.adversaries[row] ?? this.crime;
  }

  // All states, faint but for those told of; then names of those in full.
  nodes(c, theme, ballots = "") {
    const size = this.large ? 18 : this.narrow ? 12 : 14;
    for (const spot of this.spots) {
      const key = spot.kind === "adversary" ? `a${spot.row}` : `s${spot.row}`;
      const ballot = spot.kind === "state" ? Number(ballots[spot.row] ?? 0) : 0;
      const lit = this.lit.has(key) || ballot > 0;
      c.globalAlpha = lit ? 1 : FAINT;
      if (spot.kind === "adversary") this.diamond(c, spot, theme.ink);
      else {
        const r = this.radius(spot.gdp);
        if (ballot) this.drawBallot(c, spot, r, ballot, theme);
        else {
          c.fillStyle = theme.node;
          c.strokeStyle = theme.edge;
          c.lineWidth = 1;
          c.beginPath();
          if (spot.ally) c.arc(spot.x, spot.y, r, 0, 7);
          else c.rect(spot.x - r * 0.9, spot.y - r * 0.9, r * 1.8, r * 1.8);
          c.fill();
          c.stroke();
        }
      }
      const told = this.lit.has(key);
      if (told || (spot.label && !this.narrow))
        this.write(c, spot, theme, told ? size : 10.5, told);
    }
    c.globalAlpha = 1;
  }

  write(c, spot, theme, size, told) {
    const text = told ? spot.name : spot.code;
    c.font = `${told ? "bold " : ""}${size}px system-ui, sans-serif`;
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.lineWidth = 4;
    c.strokeStyle = theme.ground;
    c.fillStyle = theme.ink;
    const half = c.measureText(text).width / 2 + 4;
    const place = told ? this.beside(spot, size, half) : spot.label;
    const x = Math.min(this.canvas.clientWidth - half, Math.max(half, place.x));
    const { y } = place;
    c.strokeText(text, x, y);
    c.fillText(text, x, y);
  }

  // Above its node, or below where the picture ends or another name stands.
  beside(spot, size, half) {
    const away = this.radius(spot.gdp ?? 0) + size;
    const clash = (y) =>
      y < size ||
      this.names_at.some(
        (one) => Math.abs(one.y - y) < size && Math.abs(one.x - spot.x) < one.half + half,
      );
    const y = clash(spot.y - away) ? spot.y + away : spot.y - away;
    this.names_at.push({ x: spot.x, y, half });
    return { x: spot.x, y };
  }

  diamond(c, spot, colour, hollow = false) {
    const r = this.narrow ? 6 : 8;
    c.beginPath();
    c.moveTo(spot.x, spot.y - r);
    c.lineTo(spot.x + r, spot.y);
    c.lineTo(spot.x, spot.y + r);
    c.lineTo(spot.x - r, spot.y);
    c.closePath();
    c.fillStyle = c.strokeStyle = colour;
    c.lineWidth = 1.6;
    if (hollow) c.stroke();
    else c.fill();
  }

  // Which month it is, and whose eyes look, at the lower left.
  stamp(c, theme, month, eyes) {
    const size = this.large ? 22 : this.narrow ? 13 : 16;
    c.textAlign = "left";
    c.textBaseline = "alphabetic";
    c.lineWidth = 4;
    c.strokeStyle = theme.ground;
    const floor = this.canvas.clientHeight - (this.narrow ? 12 : 24);
    for (const [text, font, y] of [
      [monthAt(month, LONG_NAMES), `bold ${size}px system-ui, sans-serif`, floor - size - 8],
      [eyes, `${size - 2}px system-ui, sans-serif`, floor],
    ]) {
      c.font = font;
      c.fillStyle = text === eyes ? theme.soft : theme.ink;
      const x = this.narrow ? 12 : 24;
      c.strokeText(text, x, y);
      c.fillText(text, x, y);
    }
  }

  arc(c, from, to, colour, width, share, dash = []) {
    c.setLineDash(dash);
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.beginPath();
    curve(c, from, to, this.bend(from, to), share);
    c.stroke();
    c.setLineDash([]);
  }

  share(c, spot, p, theme) {
    const size = this.large ? 22 : this.narrow ? 13 : 16;
    c.font = `bold ${size}px system-ui, sans-serif`;
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.lineWidth = 4;
    c.strokeStyle = theme.ground;
    c.fillStyle = theme.belief;
    const x = Math.min(this.canvas.clientWidth - 30, Math.max(30, spot.x));
    const below = this.names_at.some((one) => one.x === spot.x && one.y > spot.y);
    const y = spot.y + size + 6 + (below ? size + 4 : 0);
    c.strokeText(percent(p), x, y);
    c.fillText(percent(p), x, y);
  }

  said(c, at, text, theme) {
    c.font = `bold ${this.large ? 18 : 13}px system-ui, sans-serif`;
    c.textAlign = "center";
    c.lineWidth = 4;
    c.strokeStyle = theme.ground;
    c.fillStyle = theme.belief;
    c.strokeText(text, at.x, at.y - 12);
    c.fillText(text, at.x, at.y - 12);
  }

  // The Council as a ring: how many for, how many against, and whether it was carried.
  ring(c, one, theme) {
    const size = this.narrow ? 104 : this.large ? 210 : 184;
    const x = this.canvas.clientWidth - size / 2 - (this.narrow ? 8 : 24);
    const y = this.canvas.clientHeight - size / 2 - (this.narrow ? 8 : 24);
    c.fillStyle = theme.card;
    c.strokeStyle = theme.line;
    c.lineWidth = 1;
    c.beginPath();
    c.roundRect(x - size / 2 - 6, y - size / 2 - 6, size + 12, size + 12, 8);
    c.fill();
    c.stroke();
    const members = this.states.filter((spot) => spot.ally);
    const sorted = [...members].sort((a, b) => one.ballots[b.row] - one.ballots[a.row]);
    sorted.forEach((spot, k) => {
      const angle = (2 * Math.PI * k) / sorted.length - Math.PI / 2;
      const radius = size / 2 - 10;
      const place = { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
      this.drawBallot(c, place, this.narrow ? 3.2 : 5, Number(one.ballots[spot.row]), theme);
    });
    const count = (ballot) => members.filter((spot) => one.ballots[spot.row] === ballot).length;
    c.fillStyle = theme.ink;
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.font = `bold ${Math.round(size / 6)}px system-ui, sans-serif`;
    c.fillText(`${count("1")} : ${count("3")}`, x, y - size / 24);
    c.font = `${Math.round(size / 13)}px system-ui, sans-serif`;
    c.fillText(one.carried ? "carried" : "not carried", x, y + size / 8);
  }
}
