import type { RouteLocationNormalized } from 'vue-router'
import type { Place } from '../sync/place'
import { useNav } from '@slidev/client'
import { getSlide, getSlidePath } from '@slidev/client/logic/slides.ts'
import { hmrSkipTransition, syncDirections } from '@slidev/client/state/index.ts'
import { patch } from '@slidev/client/state/shared.ts'
import { watch } from 'vue'
import { broadcast, onBroadcast, onJoin, windowId } from '../sync/other-windows'
import { createPlaceSync, placeMessage } from '../sync/place'

const KEY = 'place'
/** What Slidev writes for the last click of a slide that is not drawn yet. */
const MOST_CLICKS = 999_999

let isLedByOther = () => false

/** Whether another window says where this one is: what this one leaves by following is not left by a person. */
export const isLed = () => isLedByOther()

/**
 * Keeps this window at the place in the talk where the others are, in place of Slidev's way, by which a window that follows tells
 * what it was told: windows fight then. The audience follows; it drives once its menu says so, as long as its page is open.
 */
export function useSharedPlace(): void {
  const { router, currentSlideNo, queryClicks, clicksContext, isPresenter, isPlaying, isPrintMode, isEmbedded } = useNav()
  syncDirections.value.viewerSend = false

  // An address may say anything of the clicks.
  const here = (): Place => ({ no: currentSlideNo.value, clicks: Math.trunc(Math.min(Math.max(queryClicks.value, 0), MOST_CLICKS)) })
  const isPartOfTalk = () => (isPresenter.value || isPlaying.value) && !isPrintMode.value && !isEmbedded.value

  const sync = createPlaceSync({
    id: windowId,
    leads: () => isPresenter.value,
    drives: () => isPartOfTalk() && (isPresenter.value ? syncDirections.value.presenterSend : syncDirections.value.viewerSend),
    follows: () => isPartOfTalk() && (isPresenter.value ? syncDirections.value.presenterReceive : syncDirections.value.viewerReceive),
    here,
    goTo({ no, clicks }) {
      // A window of a longer deck may be open still.
      if (!getSlide(no))
        return
      hmrSkipTransition.value = false
      const { query } = router.currentRoute.value
      void router.replace({ path: getSlidePath(no, isPresenter.value), query: { ...query, clicks: clicks || undefined } })
    },
    send: message => broadcast(KEY, message),
  })

  isLedByOther = sync.isLed

  /** Slidev's page of notes reads the place here. */
  function tellNotes() {
    if (!isPresenter.value)
      return
    patch('page', currentSlideNo.value)
    patch('clicks', clicksContext.value.current)
    patch('clicksTotal', clicksContext.value.total)
  }

  /** Slidev takes back a click beyond the last of a slide, once the slide is drawn and its clicks are counted. */
  const isCorrected = (from: RouteLocationNormalized) =>
    from.params.no === router.currentRoute.value.params.no && Number(from.query.clicks) > clicksContext.value.total

  router.isReady().then(() => {
    router.afterEach((_to, from, failure) => {
      if (!failure)
        sync.moved(isCorrected(from))
      tellNotes()
    })
    onBroadcast(KEY, placeMessage, sync.receive)
    watch(isPresenter, sync.join, { immediate: true })
    onJoin(sync.join)
    // The presenter's link holds a secret, which is not to be seen on a screen.
    if (router.currentRoute.value.hash.startsWith('#key='))
      void router.replace({ ...router.currentRoute.value, hash: '' })
    watch([clicksContext, () => clicksContext.value.total], tellNotes, { immediate: true })
  })
}
