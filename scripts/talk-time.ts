/**
 * How long a slide is told: what its note says at the pace of speech, its clicks, its runs at their speed, and a minute for each bet.
 * Pure: the deck's tests hold the `minutes` of each front matter to it, `npm run minutes` prints and writes them.
 */
import type { ScenarioId } from '../simulation/scenarios/index.ts'
import { stateOf } from '../simulation/engine/state.ts'
import { scenarios } from '../simulation/scenarios/index.ts'

/** Words a minute, and seconds. */
const pace = { words: 130, click: 1.5, bet: 60 }

/** A note is made of cues: at most so many words for each minute of its slide, since the rest is for looking, and for what is said freely. */
const CUES_A_MINUTE = 90

/** Minutes: a slide that stays for less turns before the room has read it, a cover aside. */
const SHORTEST = { cover: 0.3, slide: 0.7 }

/** What a slide asks of the time. */
export interface TalkTime { words: number, clicks: number, bets: number, minutes: number }

/** Words that open a paragraph which is not said: minutes and path, question and answer, sources, what the path leaves out. */
const UNSAID = /^(?:\*\*\d|\*\*Question probable|\*\*Réponse|Sources? :|Parcours |À lire :)/
const CLICK = /\[click\]/g
const BET = /\b(?:parier|pariez|voter|votez)\b/gi

/** The part of a note that is said, without its marks. */
function saidOf(note: string): string {
  return note.split('\n').filter(line => !UNSAID.test(line.trim())).join('\n').replace(CLICK, ' ')
}

/** `runs` are the seconds that each run of the slide takes. The minutes are to a tenth, rounded up. */
export function talkTime({ note, runs, isCover }: { note: string, runs: number[], isCover: boolean }): TalkTime {
  const said = saidOf(note)
  const words = said.split(/\s+/).filter(word => /[\p{L}\d]/u.test(word)).length
  const clicks = note.match(CLICK)?.length ?? 0
  const bets = said.match(BET)?.length ?? 0
  const running = runs.reduce((sum, seconds) => sum + seconds, 0)
  const told = words / pace.words + (clicks * pace.click + bets * pace.bet + running) / 60
  const minutes = Math.max(told, words / CUES_A_MINUTE, isCover ? SHORTEST.cover : SHORTEST.slide)
  return { words, clicks, bets, minutes: Math.ceil(Math.round(minutes * 1000) / 100) / 10 }
}

/**
 * Seconds that the runs of a slide take: each program as long as its recorded run, each simulation its first example at the speed it opens
 * with. `recorded` gives the recorded run of a snippet, by its name.
 */
export function runsOf(markdown: string, recorded: (snippet: string) => string | undefined): number[] {
  const programs = [...markdown.matchAll(/^<<< @\/snippets\/([\w-]+)\.ts ts \{monaco-run\}(.*)$/gm)].map(([, name = '', options = '']) => {
    const fault = /MAIL_SERVER: '(\w+)'/.exec(options)?.[1]
    const run = recorded(fault === undefined ? name : `${name}.MAIL_SERVER=${fault}`) ?? ''
    return Number(/^end: .*\+(\d+) ms$/m.exec(run)?.[1] ?? 0) / 1000
  })
  const simulations = [...markdown.matchAll(/<SimulationPlayer [^>]*scenario="([\w-]+)"|<RaceOfFive /g)].map(([, id = 'race']) => durationOf(id as ScenarioId))
  return [...programs, ...simulations]
}

function durationOf(id: ScenarioId): number {
  const { params, seed, inputs, speed } = stateOf(scenarios[id])
  return scenarios[id].run(params, seed, inputs).duration / speed / 1000
}
