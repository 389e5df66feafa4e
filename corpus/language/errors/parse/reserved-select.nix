{ }.let
