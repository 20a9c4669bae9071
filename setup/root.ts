import { usePageName } from '../composables/usePageName'
import { useReadiness } from '../composables/useReadiness'
import { useSharedPlace } from '../composables/useSharedPlace'
import { useSharedTimer } from '../composables/useSharedTimer'
import { useSlideKeys } from '../composables/useSlideKeys'
import { useWidgetErrors } from '../composables/useWidgetErrors'

export default () => {
  usePageName()
  useReadiness()
  useSharedPlace()
  useSharedTimer()
  useSlideKeys()
  useWidgetErrors()
}
