<?php
// Settings of the wiki. What differs between installations comes from parameters.json, which start-wiki writes; pages are kept
// in PostgreSQL, uploaded files under /var/lib/wiki.
if (!defined('MEDIAWIKI')) {
    exit;
}
$parameters = json_decode(file_get_contents('/etc/mediawiki/parameters.json'), true, 4, JSON_THROW_ON_ERROR);

$wgSitename = $parameters['site-name'];
$wgMetaNamespace = 'Project';
$wgLanguageCode = $parameters['language'];
$wgLocaltimezone = 'UTC';

// Where it is reached: a fixed address, or whatever name and port the visitor used.
$wgServer = $parameters['address'] !== '' ? rtrim($parameters['address'], '/')
    : (PHP_SAPI === 'cli' ? 'http://localhost' : preg_replace('#^(http://.+):80$#', '$1', WebRequest::detectServer(false)));
// Only the proxy reaches this server, so what it says of the visitor's address holds; limits on log-ins count for each visitor.
$wgCdnServersNoPurge = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'];
$wgUsePrivateIPs = true;
$wgScriptPath = '';
$wgArticlePath = '/wiki/$1';
$wgMainPageIsDomainRoot = true;
$wgLogos = ['icon' => '/logo.svg', '1x' => '/logo.svg'];
$wgFavicon = '/logo.svg';

$wgDBtype = 'postgres';
$wgDBserver = $parameters['database']['host'];
$wgDBport = $parameters['database']['port'];
$wgDBname = $parameters['database']['name'];
$wgDBuser = $parameters['database']['user'];
$wgDBpassword = $parameters['database']['password'];
$wgDBmwschema = 'mediawiki';

$wgSecretKey = $parameters['secret-key'];
$wgUpgradeKey = false;
$wgAuthenticationTokenVersion = '1';

// Nobody becomes a user by themselves: an administrator makes the accounts.
$wgGroupPermissions['*']['createaccount'] = false;
$wgGroupPermissions['*']['edit'] = false;
if ($parameters['readers'] === 'members') {
    $wgGroupPermissions['*']['read'] = false;
    $wgWhitelistRead = ['Special:UserLogin', 'Special:PasswordReset'];
}
$wgEnableEmail = false;
$wgAllowExternalImages = false;
$wgRestrictDisplayTitle = true;
$wgBreakFrames = true;
$wgReferrerPolicy = 'no-referrer';

$wgEnableUploads = true;
$wgUploadDirectory = '/var/lib/wiki/images';
$wgUploadPath = '/images';
$wgFileExtensions = ['png', 'gif', 'jpg', 'jpeg', 'webp', 'pdf'];
$wgUseInstantCommons = false;
$wgUseImageMagick = false;

$wgMainCacheType = PHP_SAPI === 'cli' ? CACHE_NONE : CACHE_ACCEL;
$wgSessionCacheType = CACHE_DB;
$wgParserCacheType = CACHE_DB;
$wgJobRunRate = 1;
$wgPingback = false;

$wgDefaultSkin = 'vector-2022';
require '/etc/mediawiki/prepared.php';
