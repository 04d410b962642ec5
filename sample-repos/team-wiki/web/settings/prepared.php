<?php
// What the image is built for, and with: skins, extensions, and the messages of the languages on offer.
$wgCacheDirectory = '/var/cache/mediawiki';
$wgLocalisationCacheConf['store'] = 'array';
$wgLocalisationCacheConf['storeDirectory'] = '/var/cache/mediawiki/l10n';
$wgLocalisationCacheConf['manualRecache'] = true;

['skins' => $skins, 'extensions' => $extensions] = require '/etc/mediawiki/extensions.php';
wfLoadSkins($skins);
wfLoadExtensions($extensions);
