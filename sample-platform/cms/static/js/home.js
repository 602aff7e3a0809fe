// Through the symbolic link cms/static/common: a build that loses links cannot find this module.
import { notice } from '../common/js/components/notice';

if (new URLSearchParams(window.location.search).has('imported')) {
  notice('The course was imported.');
}
