import type { Stamp } from './stamp'
import * as v from 'valibot'
import { isLater, stampAfter, stampSchema, UNSET } from './stamp'

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const placeSchema = v.strictObject({ no: count, clicks: count })

/** A place in the talk: number of the slide, from 1, and of its clicks. */
export type Place = v.InferOutput<typeof placeSchema>

/** `ask`: a window has opened; `leads` if it is a presenter's. `place`: where the room is, since `stamp`. */
export const placeMessage = v.variant('kind', [
  v.strictObject({ kind: v.literal('ask'), stamp: stampSchema, leads: v.boolean() }),
  v.strictObject({ kind: v.literal('place'), stamp: stampSchema, place: placeSchema }),
])
export type PlaceMessage = v.InferOutput<typeof placeMessage>

/** What a window is, and what it can do. */
export interface PlaceWindow {
  id: string
  /** Whether it is a presenter's. */
  leads: () => boolean
  /** Whether what a person does here moves the other windows. */
  drives: () => boolean
  /** Whether it goes where the others are. */
  follows: () => boolean
  here: () => Place
  goTo: (place: Place) => void
  send: (message: PlaceMessage) => void
}

const isSame = (a: Place, b: Place) => a.no === b.no && a.clicks === b.clicks

/**
 * Keeps the windows of a talk at one place. Only what a person does in a window that drives moves the room; a window that opens, or
 * that goes where it was told, moves nobody. Without a presenter there is no room: readers' windows leave each other alone.
 */
export function createPlaceSync({ id, leads, drives, follows, here, goTo, send }: PlaceWindow) {
  /** Where the room is, as far as this window knows. */
  let room: { place: Place, stamp: Stamp } | undefined
  /** Where this window was told to go and has not arrived. */
  let told: Place | undefined
  let last = here()

  function follow(place: Place) {
    told = isSame(place, here()) ? undefined : place
    if (told)
      goTo(told)
  }

  return {
    /** Whether another window moved the room to where it is. */
    isLed: () => room !== undefined && room.stamp.window !== id,

    /** To be called when the window opens, and when it becomes a presenter's or ceases to be. */
    join: () => send({ kind: 'ask', stamp: room?.stamp ?? UNSET, leads: leads() }),

    receive(message: PlaceMessage) {
      const known = room?.stamp ?? UNSET
      if (message.kind === 'place') {
        if (!isLater(message.stamp, known))
          return
        room = message
        if (follows())
          follow(message.place)
      }
      else if (room && isLater(known, message.stamp)) {
        send({ kind: 'place', ...room })
      }
      else if (!room && message.leads && follows()) {
        // Nobody moved the room so far: it is where its first window stands.
        send({ kind: 'place', place: here(), stamp: { count: 1, window: id } })
      }
    },

    /**
     * To be called after each move of this window.
     * @param isByDeck whether the deck itself corrected the place, such as a click beyond the last one of a slide
     */
    moved(isByDeck = false) {
      const place = here()
      const isMove = !isSame(place, last)
      const isThere = told !== undefined && isSame(place, told)
      last = place
      if (isByDeck && told && !isThere)
        return goTo(told)
      told = undefined
      if (isThere || isByDeck || !isMove || !drives())
        return
      room = { place, stamp: stampAfter(room?.stamp ?? UNSET, id) }
      send({ kind: 'place', ...room })
    },
  }
}
