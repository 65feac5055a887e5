/** ECharts options for each kind of chart; the shapes of the data stand in weilu/ui/charts.py. */
const small = 13;

export function options(kind, data, colours, width) {
  const made = { line, histogram, lorenz, ties }[kind](data, colours, width);
  return {
    animation: false,
    textStyle: { fontFamily: colours.font, fontSize: small, color: colours.ink_2 },
    ...made,
  };
}

const tones = (colours) => ({
  ink: colours.ash[5],
  past: colours.ash[2],
  soft: colours.ash[1],
  ember: colours.ember_fill,
});

function axis(colours, more = {}) {
  return {
    axisLine: { lineStyle: { color: colours.line_2 } },
    axisTick: { show: false },
    axisLabel: { color: colours.ink_3, fontSize: small },
    splitLine: { lineStyle: { color: colours.line } },
    ...more,
  };
}

function tooltip(colours) {
  return {
    trigger: "axis",
    confine: true,
    backgroundColor: colours.surface,
    borderColor: colours.line_2,
    borderWidth: 1,
    shadowBlur: 0,
    padding: [6, 10],
    extraCssText: "box-shadow:none",
    textStyle: { color: colours.ink, fontSize: small, fontFamily: colours.font },
    axisPointer: { type: "line", lineStyle: { color: colours.line_2 } },
    valueFormatter: (value) => (value == null ? "—" : Number(value).toLocaleString()),
  };
}

const unitsOf = (text) => [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 255 ? 1 : 0.56), 0);

/** Room for the words at the lines' ends, in pixels. */
function endRoom(series) {
  const longest = Math.max(0, ...series.map((one) => unitsOf(one.text ?? "")));
  return longest ? Math.ceil(longest * small) + 14 : 8;
}

function drawnSeries(one, colours, panel, labels) {
  const colour = tones(colours)[one.tone ?? "ink"];
  const common = { name: one.name, data: one.values, xAxisIndex: panel, yAxisIndex: panel };
  const endLabel = one.text ? { show: true, formatter: one.text, color: colours.ink, fontSize: small, distance: 6 } : undefined;
  if (one.kind === "bar") {
    const last = one.values.length - 1;
    const data = one.text ? one.values.map((value, at) => (at === last ? { value, label: { show: true, position: "right", distance: 8, formatter: one.text, color: colours.ink, fontSize: small } } : value)) : one.values;
    return { ...common, data, type: "bar", barCategoryGap: "25%", itemStyle: { color: one.tone ? colour : colours.ash[2] } };
  }
  return {
    ...common,
    type: "line",
    showSymbol: labels.length === 1,
    symbol: "circle",
    connectNulls: false,
    lineStyle: { color: colour, width: one.dashed ? 1 : 1.75, type: one.dashed ? [4, 3] : "solid" },
    itemStyle: { color: colour },
    endLabel,
  };
}

/** Where the line leaves room for the words of its reference: at the start or the end, above or below. */
function freePlace(data) {
  const away = (data.series[0]?.values ?? []).map((value) => (value == null ? null : value - data.reference.value));
  const tall = 0.14 * Math.max(data.reference.value, ...(data.series[0]?.values ?? []).map((value) => value ?? 0));
  const wide = Math.max(2, Math.ceil(away.length / 4));
  const crossings = (part, side) =>
    part.slice(1).filter((value, at) => {
      const ends = [value, part[at]].filter((one) => one != null).map((one) => one * side);
      return ends.length > 0 && Math.max(...ends) > tall / 4 && Math.min(...ends) < tall;
    }).length;
  const [start, end] = [away.slice(0, wide), away.slice(-wide)];
  const places = [["insideStartTop", start, 1], ["insideStartBottom", start, -1], ["insideEndTop", end, 1], ["insideEndBottom", end, -1]];
  const counted = places.map(([place, part, side]) => [crossings(part, side), place]);
  return counted.reduce((best, one) => (one[0] < best[0] ? one : best))[1];
}

function marks(data, colours) {
  const found = {};
  if (data.reference) {
    found.markLine = {
      silent: true, symbol: "none",
      lineStyle: { color: colours.ash[3], type: [4, 3], width: 1 },
      label: { position: freePlace(data), formatter: data.reference.text, color: colours.ink_2, fontSize: small },
      data: [{ yAxis: data.reference.value }],
    };
  }
  if (data.mark) {
    found.markArea = {
      silent: true, itemStyle: { color: data.mark.tone === "past" ? colours.ash[0] : colours.ember_soft },
      label: { position: "insideBottom", color: data.mark.tone === "past" ? colours.ink_3 : colours.ember, fontSize: small, formatter: data.mark.text },
      data: [[{ xAxis: data.mark.from }, { xAxis: data.mark.to }]],
    };
  }
  return found;
}

function line(data, colours) {
  const panels = data.below ? [data.series, data.below.series] : [data.series];
  const right = endRoom(panels.flat());
  const places = data.below ? [{ top: 10, bottom: "42%" }, { top: "68%", bottom: 26 }] : [{ top: 10, bottom: 26 }];
  const series = panels.flatMap((group, panel) => group.map((one) => drawnSeries(one, colours, panel, data.x)));
  if (series.length) Object.assign(series[0], marks(data, colours));
  return {
    tooltip: tooltip(colours),
    grid: places.map((place) => ({ left: 44, right, ...place })),
    xAxis: places.map((_, panel) => axis(colours, { type: "category", data: data.x, gridIndex: panel, boundaryGap: panels[panel].some((one) => one.kind === "bar"), axisLabel: { show: panel === places.length - 1, color: colours.ink_3, fontSize: small, hideOverlap: true } })),
    yAxis: places.map((_, panel) => axis(colours, { type: "value", gridIndex: panel, splitNumber: panel ? 2 : 3, min: 0, axisLine: { show: false } })),
    series,
  };
}

function histogram(data, colours) {
  const bar = (values, name, colour) => ({ type: "bar", name, data: values, barCategoryGap: "30%", barGap: "10%", itemStyle: { color: colour } });
  return {
    tooltip: tooltip(colours),
    grid: { left: 44, right: 8, top: 10, bottom: 26 },
    xAxis: axis(colours, { type: "category", data: data.x, axisLabel: { color: colours.ink_3, fontSize: small, hideOverlap: true } }),
    yAxis: axis(colours, { type: "value", splitNumber: 3, min: 0, axisLine: { show: false } }),
    series: [
      ...(data.past ? [bar(data.past, data.past_name, colours.ash[1])] : []),
      bar(data.values, data.name, colours.ash[4]),
    ],
  };
}

function lorenz(data, colours, width) {
  const curve = (values, more) => ({ type: "line", showSymbol: false, silent: true, data: values.map((y, at) => [at / (values.length - 1), y]), ...more });
  const percent = (value) => `${Math.round(value * 100)}%`;
  const side = axis(colours, { type: "value", min: 0, max: 1, interval: 0.2, axisLabel: { color: colours.ink_3, fontSize: small, formatter: percent } });
  return {
    grid: { left: 44, right: 20, top: 14, bottom: 26 },
    xAxis: { ...side, splitLine: { show: false } },
    yAxis: { ...side, interval: 0.5, axisLine: { show: false } },
    series: [
      { type: "line", silent: true, showSymbol: false, data: [[0, 0], [1, 1]], lineStyle: { color: colours.ash[1], width: 1 } },
      ...(data.past ? [curve(data.past, { lineStyle: { color: colours.ash[3], width: 1, type: [4, 3] } })] : []),
      curve(data.now, { lineStyle: { color: colours.ash[5], width: 1.75 } }),
      {
        type: "scatter", silent: true, symbolSize: 8, itemStyle: { color: colours.ash[4] },
        data: (data.points ?? []).map((point) => ({ value: [point.x, point.y], label: { show: true, position: [10, 10], formatter: point.text, color: colours.ink, fontSize: small, width: (1 - point.x) * (width - 64) - 16, overflow: "break", align: "left" } })),
      },
    ],
  };
}

/** Numbers between 0 and 1 that are the same for the same words. */
function seeded(words) {
  let state = [...words].reduce((hash, sign) => Math.imul(hash ^ sign.codePointAt(0), 16777619), 2166136261) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Places by Fruchterman and Reingold's springs: ties pull, everybody pushes, the pace cools down.
 * Who has many ties pushes harder, so that the names in the middle stay apart.
 */
function placed(nodes, links) {
  const random = seeded(nodes.map((node) => node.id).join(" "));
  const spots = nodes.map(() => ({ x: random() - 0.5, y: random() - 0.5, dx: 0, dy: 0, weight: 1 }));
  const at = new Map(nodes.map((node, index) => [node.id, index]));
  for (const link of links) for (const end of [link.source, link.target]) spots[at.get(end)].weight += 0.35;
  const length = 0.75 / Math.sqrt(Math.max(nodes.length, 1));
  for (let left = 1; left > 0; left -= 1 / rounds) {
    spots.forEach((one, index) => spots.slice(index + 1).forEach((two) => push(one, two, length)));
    for (const link of links) pull(spots[at.get(link.source)], spots[at.get(link.target)], length, link.weight);
    for (const spot of spots) step(spot, 0.08 * left);
  }
  return spots;
}

const rounds = 240;

function push(one, two, length) {
  const dx = one.x - two.x, dy = one.y - two.y;
  const force = (length * length * one.weight * two.weight) / Math.max(dx * dx + dy * dy, 1e-4);
  one.dx += dx * force; one.dy += dy * force;
  two.dx -= dx * force; two.dy -= dy * force;
}

function pull(one, two, length, weight) {
  const dx = one.x - two.x, dy = one.y - two.y;
  const force = (Math.hypot(dx, dy) / length) * Math.min(1 + Math.log2(weight) / 4, 2);
  one.dx -= dx * force; one.dy -= dy * force;
  two.dx += dx * force; two.dy += dy * force;
}

/** One step, a little towards the middle; flatter than wide, as the picture is. */
function step(spot, pace) {
  spot.dx -= spot.x * 0.8;
  spot.dy -= spot.y * 1.2;
  const far = Math.max(Math.hypot(spot.dx, spot.dy), 1e-9);
  spot.x += (spot.dx / far) * Math.min(far, pace);
  spot.y += (spot.dy / far) * Math.min(far, pace);
  spot.dx = spot.dy = 0;
}

const shortened = (name) => ([...name].length > 8 ? `${[...name].slice(0, 8).join("")}…` : name);

/** Spread over the whole picture: the widest of each side stands at −1 or 1. */
function spread(spots) {
  const widest = Math.max(1e-6, ...spots.map((spot) => Math.abs(spot.x)));
  const highest = Math.max(1e-6, ...spots.map((spot) => Math.abs(spot.y)));
  return spots.map((spot) => [spot.x / widest, spot.y / highest]);
}

function tiedNode(node, place, biggest, colours, isNarrow) {
  const isEmber = node.tone === "ember";
  const words = node.label || isEmber; // who needs somebody is always named
  return {
    id: String(node.id), name: node.name, value: place,
    symbolSize: 5 + 15 * Math.sqrt(node.size / biggest),
    itemStyle: { color: isEmber ? colours.ember_fill : words ? colours.ash[5] : colours.ash[3] },
    label: {
      show: Boolean(words), position: place[0] > (isNarrow ? 0 : 0.5) ? "left" : "right",
      formatter: words === true ? shortened(node.name) : words || "",
      color: isEmber ? colours.ember : colours.ink, fontSize: small, fontWeight: isEmber ? 600 : 400,
      textBorderColor: colours.surface, textBorderWidth: 3,
    },
  };
}

/** Newcomers whom nobody answered: rings outside, one below the other. */
function ring(name, index, all, colours) {
  return {
    id: `outside-${index}`, name, value: [1.16, (index - (all.length - 1) / 2) * -0.3], symbolSize: 10,
    itemStyle: { color: colours.surface, borderColor: colours.ember_fill, borderWidth: 1.5 },
    label: { show: true, position: "right", formatter: shortened(name), color: colours.ink, fontSize: small },
  };
}

function ties(data, colours, width) {
  const places = spread(placed(data.nodes, data.links));
  const biggest = Math.max(1, ...data.nodes.map((node) => node.size));
  const strongest = Math.max(1, ...data.links.map((link) => link.weight));
  const outside = width < 480 ? [] : (data.outside ?? []);
  const side = (max) => ({ type: "value", show: false, min: -1.05, max });
  return {
    tooltip: { ...tooltip(colours), trigger: "item", formatter: "{b}" },
    grid: { left: 12, right: outside.length ? 96 : 12, top: 12, bottom: 12 },
    xAxis: side(outside.length ? 1.18 : 1.05),
    yAxis: side(1.05),
    series: [{
      type: "graph", coordinateSystem: "cartesian2d", layout: "none", roam: false, emphasis: { disabled: true },
      data: [
        ...data.nodes.map((node, index) => tiedNode(node, places[index], biggest, colours, width < 480)),
        ...outside.map((name, index, all) => ring(name, index, all, colours)),
      ],
      links: data.links.map((link) => ({
        source: String(link.source), target: String(link.target),
        lineStyle: { color: colours.ash[2], width: 0.6 + 3 * (link.weight / strongest), opacity: 0.8 },
      })),
    }],
  };
}
