# What the product is compared with: the recipe in which the whole tree is copied before it is installed, its assets are built and collected and
# its messages compiled, so that one line of Python makes all of that again. It is given a head start: system packages, Python and node
# dependencies are there already (BASE is the product's own image for development). Context: a checkout with the settings of an environment
# in .classic/config.
ARG BASE
FROM ${BASE}
USER root
COPY . /openedx/edx-platform
RUN cp -r .classic/config/. /openedx/config/ && python setup.py --quiet egg_info --egg-base /openedx/egg
RUN rm -rf node_modules && ln -s /openedx/node_modules node_modules && npm run --silent postinstall
RUN PATH=/openedx/sass/bin:$PATH npm run --silent compile-sass
ENV NODE_ENV=production FUN_SECRETS=absent STATIC_GENERATION=classic STATIC_ROOT_LMS=/openedx/static/classic/lms STATIC_ROOT_CMS=/openedx/static/classic/cms
RUN npm run --silent webpack
RUN DJANGO_SETTINGS_MODULE=fun.lms_production SERVICE_VARIANT=lms python manage.py lms compilejsi18n -v 0 \
 && DJANGO_SETTINGS_MODULE=fun.cms_production SERVICE_VARIANT=cms python manage.py cms compilejsi18n -v 0
RUN DJANGO_SETTINGS_MODULE=fun.lms_production SERVICE_VARIANT=lms python manage.py lms collectstatic --noinput -v 0 >/dev/null \
 && DJANGO_SETTINGS_MODULE=fun.cms_production SERVICE_VARIANT=cms python manage.py cms collectstatic --noinput -v 0 >/dev/null
