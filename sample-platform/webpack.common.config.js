'use strict';

const path = require('path');
const webpack = require('webpack');
const BundleTracker = require('webpack-bundle-tracker');

const staticRootLms = process.env.STATIC_ROOT_LMS || './test_root/staticfiles';
const staticRootCms = process.env.STATIC_ROOT_CMS || `${staticRootLms}/studio`;

/** Ends the process when a build fails: a configuration among several could otherwise fail in silence. */
class FailLoudlyPlugin {
  apply(compiler) {
    compiler.hooks.failed.tap('FailLoudlyPlugin', (error) => {
      console.error(error);
      process.exit(1);
    });
  }
}

module.exports = {
  web: {
    context: __dirname,
    entry: {
      commons: './common/static/js/commons.js',
      HomePage: './lms/static/js/home.js',
      StudioHome: './cms/static/js/home.js',
    },
    output: {
      publicPath: '',
      path: path.resolve(__dirname, 'common/static/bundles'),
    },
    plugins: [
      new webpack.ProgressPlugin(),
      new webpack.NoEmitOnErrorsPlugin(),
      new BundleTracker({ path: staticRootCms, filename: 'webpack-stats.json' }),
      new BundleTracker({ path: staticRootLms, filename: 'webpack-stats.json' }),
      new FailLoudlyPlugin(),
    ],
    resolve: {
      extensions: ['.js', '.json'],
      modules: ['node_modules', path.resolve(__dirname, 'common/static/js')],
    },
  },
};
