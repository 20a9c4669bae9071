import { usePageName } from '../composables/usePageName'
import { useReadiness } from '../composables/useReadiness'
import { useSlideKeys } from '../composables/useSlideKeys'
import { useWidgetErrors } from '../composables/useWidgetErrors'

export default () => {
  usePageName()
  useReadiness()
  useSlideKeys()
  useWidgetErrors()
}
