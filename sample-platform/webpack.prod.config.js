'use strict';

const merge = require('webpack-merge');
const BundleTracker = require('webpack-bundle-tracker');

const common = require('./webpack.common.config.js');

const optimized = merge.smart(common, {
  web: { mode: 'production', output: { filename: '[name].[chunkhash].js' }, devtool: false },
});

// The same bundles under their plain names, for modules that ask for one by name. They are in no stats file.
const plain = merge.smart(optimized, { web: { output: { filename: '[name].js' } } });
plain.web.plugins = plain.web.plugins.filter((plugin) => !(plugin instanceof BundleTracker));

module.exports = [...Object.values(optimized), ...Object.values(plain)];
