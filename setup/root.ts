import { keepFonts } from '../build/client/lazy-fonts'
import { keepDeck } from '../build/client/offline'
import { usePageName } from '../composables/usePageName'
import { usePageZoom } from '../composables/usePageZoom'
import { useSharedPath } from '../composables/usePath'
import { useReadiness } from '../composables/useReadiness'
import { useSharedPlace } from '../composables/useSharedPlace'
import { useSharedTimer } from '../composables/useSharedTimer'
import { useSlideKeys } from '../composables/useSlideKeys'
import { useStageKeys } from '../composables/useStageKeys'
import { useWidgetErrors } from '../composables/useWidgetErrors'

export default () => {
  keepFonts()
  keepDeck()
  usePageName()
  useSharedPath()
  usePageZoom()
  useReadiness()
  useSharedPlace()
  useSharedTimer()
  useSlideKeys()
  useStageKeys()
  useWidgetErrors()
}
