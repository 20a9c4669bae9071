import { defineMermaidSetup } from '@slidev/types'

/**
 * The look of the diagrams, in the deck's grammar: a lane is a service, an arrow is a message, a bar is work. Colours are
 * the variables of `styles/palette.css`, which reach into the drawing, so that one drawing serves both modes.
 * A flowchart node takes its meaning from its class: `A[Client]:::client`.
 */
const sequenceStyle = `
rect.actor { fill: var(--server-soft); stroke: var(--server); stroke-width: 1.5px; rx: 7px; ry: 7px; }
text.actor, text.actor > tspan { fill: var(--ink); font-weight: 700; stroke: none; }
.actor-line { stroke: var(--line); stroke-width: 1.5px; }
rect.actor.client { fill: var(--client-soft); stroke: var(--client); }
.messageLine0, .messageLine1 { stroke: var(--message); stroke-width: 2px; }
.messageLine1 { stroke-dasharray: 5 4; }
/* With a halo: a label may lie on a lane. */
.messageText { fill: var(--ink); stroke: var(--paper); stroke-width: 6px; paint-order: stroke; }
marker[id] path, marker[id] circle { fill: var(--message); stroke: var(--message); }
/* The asynchronous arrow is open: nobody waits at its end. Mermaid draws it full, and twice as large. */
marker[id$="filled-head"] path { fill: none; d: path("M 10,4 L15.5,7 L10,10"); }
[class^="activation"] { fill: var(--server-soft); stroke: var(--server); stroke-width: 1.5px; }
.note { fill: var(--waiting-soft); stroke: none; rx: 6px; }
.noteText, .noteText > tspan { fill: var(--ink); stroke: none; }
.loopLine { stroke: var(--ink-soft); stroke-width: 1.5px; stroke-dasharray: 3 3; }
.labelBox { fill: var(--paper-raised); stroke: var(--ink-soft); }
.labelText, .labelText > tspan, .loopText, .loopText > tspan { fill: var(--ink-soft); stroke: none; }
.sequenceNumber { fill: var(--paper); }
`

const flowchartStyle = `
.node rect, .node circle, .node ellipse, .node polygon, .node path { fill: var(--paper-raised); stroke: var(--ink-soft); stroke-width: 1.5px; }
.node rect { rx: 7px; ry: 7px; }
.nodeLabel, .edgeLabel, .cluster-label { color: var(--ink); fill: var(--ink); }
.node .nodeLabel { font-weight: 700; }
.flowchart-link { stroke: var(--message); stroke-width: 2px; }
.marker[id], .marker[id] path { fill: var(--message); stroke: var(--message); }
.edgeLabel, .edgeLabel p, .labelBkg { background: var(--paper); }
.cluster rect { fill: transparent; stroke: var(--line); stroke-width: 1.5px; stroke-dasharray: 4 4; rx: 10px; }
.cluster-label .nodeLabel { color: var(--ink-soft); font-weight: 400; }
`

const tones = ['client', 'server', 'message', 'waiting', 'success', 'failure']
  .map(tone => `
.node.${tone} :is(rect, circle, ellipse, polygon, path) { fill: var(--${tone}-soft); stroke: var(--${tone}); }`)
  .join('')

export default defineMermaidSetup(() => ({
  theme: 'base',
  look: 'classic',
  layout: 'dagre',
  fontFamily: '\'Atkinson Hyperlegible Next\', \'Deck Symbols\', sans-serif',
  fontSize: 16,
  themeCSS: sequenceStyle + flowchartStyle + tones,
  sequence: {
    mirrorActors: false,
    diagramMarginX: 4,
    // Else the head of the last arrow is cut.
    diagramMarginY: 8,
    // Half of it is between a lane and the note beside it, which is to leave the lane's bar alone.
    actorMargin: 14,
    width: 84,
    height: 36,
    boxMargin: 6,
    noteMargin: 6,
    wrapPadding: 9,
    messageMargin: 25,
    actorFontSize: 16,
    messageFontSize: 16,
    noteFontSize: 15,
    useMaxWidth: false,
  },
  flowchart: {
    padding: 8,
    diagramPadding: 2,
    nodeSpacing: 20,
    rankSpacing: 28,
    minNodeWidth: 36,
    wrappingWidth: 190,
    subGraphTitleMargin: { top: 2, bottom: 8 },
    curve: 'basis',
    useMaxWidth: false,
  },
}))
